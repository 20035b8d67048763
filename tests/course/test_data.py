"""The digits are the published ones, and load as promised."""

import hashlib

import numpy as np

from backprop.data import FILE, load_digits


def test_the_file_holds_the_table_whose_hash_the_note_states() -> None:
    with np.load(FILE, allow_pickle=False) as file:
        table = np.hstack([file["images"], file["labels"][:, None]])
    assert table.shape == (1797, 65)
    assert hashlib.sha256(table.tobytes()).hexdigest() in FILE.with_suffix(".txt").read_text(encoding="utf-8")


def test_the_note_names_license_and_authors() -> None:
    note = FILE.with_suffix(".txt").read_text(encoding="utf-8")
    assert "Creative Commons Attribution 4.0" in note
    assert "Alpaydin" in note
    assert "Kaynak" in note


def test_images_are_rows_of_floats_between_0_and_1() -> None:
    digits = load_digits()
    assert digits.images.shape == (1198, 64)
    assert digits.held_images.shape == (599, 64)
    for images in (digits.images, digits.held_images):
        assert (images.dtype, images.min(), images.max()) == (np.float64, 0.0, 1.0)


def test_both_parts_show_every_digit_about_equally_often() -> None:
    digits = load_digits()
    for labels in (digits.labels, digits.held_labels):
        share = np.bincount(labels, minlength=10) / len(labels)
        assert np.all(np.abs(share - 0.1) < 0.03)


def test_no_held_back_image_is_among_those_to_train_on() -> None:
    digits = load_digits()
    shown = {image.tobytes() for image in digits.images}
    assert not any(image.tobytes() in shown for image in digits.held_images)


def test_writing_into_the_images_does_not_reach_the_next_reader() -> None:
    load_digits().images[:] = 0
    assert load_digits().images.any()
