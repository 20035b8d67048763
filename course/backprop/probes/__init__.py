"""What wrong results look like, judged from numbers alone; `backprop.diagnose` puts the probes in their order."""
