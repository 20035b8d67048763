"""The numbers of the system calls that student code may make, for x86-64 and arm64.

An allow list: whatever is not here fails (mount, ptrace, execve, bpf, io_uring, keyctl, and several hundred more).
Sources: asm/unistd_64.h and asm-generic/unistd.h of Linux 6.1. Read as name:x86-64:arm64; "-" where there is none.
"""

from __future__ import annotations

FILES = """
read:0:63 write:1:64 readv:19:65 writev:20:66 pread64:17:67 pwrite64:18:68 preadv:295:69 pwritev:296:70 lseek:8:62
close:3:57 close_range:436:436 fstat:5:80 newfstatat:262:79 stat:4:- lstat:6:- statx:332:291 statfs:137:43
fstatfs:138:44 access:21:- faccessat:269:48 faccessat2:439:439 open:2:- openat:257:56 getdents:78:-
getdents64:217:61 readlink:89:- readlinkat:267:78 getcwd:79:17 chdir:80:49 fchdir:81:50 dup:32:23 dup2:33:-
dup3:292:24 flock:73:32 fsync:74:82 fdatasync:75:83 ftruncate:77:46 fallocate:285:47 fadvise64:221:223
copy_file_range:326:285 sendfile:40:71 umask:95:166 mkdir:83:- mkdirat:258:34 rmdir:84:- unlink:87:- unlinkat:263:35
rename:82:- renameat:264:38 renameat2:316:276 symlink:88:- symlinkat:266:36 pipe:22:- pipe2:293:59 poll:7:-
ppoll:271:73 select:23:- pselect6:270:72 epoll_create:213:- epoll_create1:291:20 epoll_ctl:233:21 epoll_wait:232:-
epoll_pwait:281:22 epoll_pwait2:441:441 eventfd:284:- eventfd2:290:19
"""
"""What ordinary reading and writing needs; where to, Landlock and the mounts decide."""

MEMORY = """
munmap:11:215 mremap:25:216 mprotect:10:226 madvise:28:233 brk:12:214 mincore:27:232 msync:26:227 membarrier:324:283
"""
"""Also what loading an extension module needs."""

PROCESS = """
exit:60:93 exit_group:231:94 getpid:39:172 getppid:110:173 gettid:186:178 getuid:102:174 geteuid:107:175
getgid:104:176 getegid:108:177 getresuid:118:148 getresgid:120:150 getgroups:115:158 getpgrp:111:- getpgid:121:155
getsid:124:156 wait4:61:260 waitid:247:95 set_tid_address:218:96 set_robust_list:273:99 get_robust_list:274:100
rseq:334:293 sched_yield:24:124 sched_getaffinity:204:123 sched_getparam:143:121 sched_getscheduler:145:120
sched_get_priority_max:146:125 sched_get_priority_min:147:126 getpriority:140:141 getrlimit:97:163 getrusage:98:165
times:100:153 uname:63:160 sysinfo:99:179 getcpu:309:168 capget:125:90 arch_prctl:158:- futex:202:98
getrandom:318:278
"""
"""Threads, identity (to be read, not changed), waiting for children."""

SIGNALS = """
rt_sigaction:13:134 rt_sigprocmask:14:135 rt_sigreturn:15:139 rt_sigpending:127:136 rt_sigtimedwait:128:137
rt_sigsuspend:130:133 sigaltstack:131:132 pause:34:- restart_syscall:219:128 alarm:37:- setitimer:38:103
getitimer:36:102 timer_create:222:107 timer_settime:223:110 timer_gettime:224:108 timer_getoverrun:225:109
timer_delete:226:111 timerfd_create:283:85 timerfd_settime:286:86 timerfd_gettime:287:87
"""
"""Handlers and timers of the process itself."""

CLOCKS = """
clock_gettime:228:113 clock_getres:229:114 clock_nanosleep:230:115 nanosleep:35:101 gettimeofday:96:169 time:201:-
"""
"""To be read and waited for."""

SOCKETS = """
recvfrom:45:207 recvmsg:47:212 shutdown:48:210 getsockopt:55:209 getsockname:51:204 getpeername:52:205
"""
"""For sockets that exist already: no `connect`, no `bind`, no `socket`, no `sendmsg`."""

CHECKED = """
clone:56:220 clone3:435:435 fcntl:72:25 ioctl:16:29 prctl:157:167 prlimit64:302:261 sendto:44:206 socketpair:53:199
kill:62:129 tgkill:234:131 mmap:9:222 setsockopt:54:208
"""
"""Allowed with certain arguments only: see `seccomp`."""

ATTRIBUTES = """
chmod:90:- fchmod:91:52 fchmodat:268:53 fchmodat2:452:452 utimensat:280:88 utime:132:- utimes:235:- futimesat:261:-
link:86:- linkat:265:37 truncate:76:45
"""
"""Modes, times, links: allowed only where every file that can be named is the submission's own or read-only, because
Landlock does not watch them."""

LAST = 450
"""Calls above this number are younger than the list: they fail as on an older kernel, and libraries then do without."""


def numbers(names: str, machine: str) -> dict[str, int]:
    """Name -> number of the calls of a group on "x86_64" or "aarch64"."""
    column = {"x86_64": 1, "aarch64": 2}[machine]
    entries = [entry.split(":") for entry in names.split()]
    return {entry[0]: int(entry[column]) for entry in entries if entry[column] != "-"}
