/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What each system call may answer, by the section ERRORS of its manual page and by what file systems,
 * seccomp filters and limits add to it.
 *
 * Not here: ENOENT, EEXIST, ENOTDIR, ESRCH and the like. They are no failures but facts, and who is told
 * that a file is not there may believe it. Nor EFAULT, EBADF, EINVAL of calls that are made as they are.
 * A call without a row makes the run fail, so that the table grows with the program. A row without an
 * error cannot fail; it is delayed, and the process killed at it, all the same.
 *
 * __NR_ and not SYS_: faccessat2 and openat2 are newer than the C library of Debian 11.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

#include "table.h"
#include "util/util.h"

#ifdef __x86_64__ /* as in inject.c: other machines lack some of the calls */

#define ROW(name, ...) {__NR_##name, #name, {__VA_ARGS__}}
#define MEMORY EAGAIN, ENOMEM, ENOSYS, EPERM
#define SOCKET EACCES, EAFNOSUPPORT, EMFILE, ENFILE, ENOBUFS, ENOMEM, EPROTONOSUPPORT, EPERM
#define SEND EACCES, EAGAIN, ECONNREFUSED, ECONNRESET, EINTR, EMSGSIZE, ENOBUFS, ENOMEM, EPIPE, EPERM
#define RECEIVE EAGAIN, ECONNRESET, EINTR, EIO, ENOBUFS, ENOMEM
#define PATH EACCES, EIO, ELOOP, ENOMEM, EPERM, ENOSYS, ESTALE
#define CHANGE EACCES, EDQUOT, EIO, EMLINK, ENOMEM, ENOSPC, EPERM, EROFS, ENOSYS
#define OPEN EACCES, EINTR, EIO, ELOOP, EMFILE, ENFILE, ENOMEM, ENOSPC, EPERM, EROFS

static const struct fault_call calls[] = {
	ROW(accept4, EAGAIN, EMFILE, ENFILE, ENOMEM),
	ROW(access, PATH),
	ROW(alarm, 0),
	ROW(arch_prctl, EPERM),
	ROW(bind, EACCES, EADDRINUSE, ENOMEM, EPERM),
	ROW(brk, ENOMEM),
	ROW(clock_gettime, EPERM),
	ROW(clone, MEMORY),
	ROW(clone3, MEMORY),
	ROW(close, EINTR, EIO, ENOSPC, EDQUOT),
	ROW(connect, EACCES, EAGAIN, ECONNREFUSED, EINTR, EPERM),
	ROW(dup2, EINTR, EMFILE),
	ROW(epoll_create1, EMFILE, ENFILE, ENOMEM),
	ROW(epoll_ctl, ENOMEM, ENOSPC, EPERM),
	ROW(epoll_wait, EINTR),
	ROW(exit, 0),
	ROW(exit_group, 0),
	ROW(faccessat2, PATH),
	ROW(fchmod, EIO, EPERM, EROFS, ENOSYS),
	ROW(fcntl, EACCES, EAGAIN, EINTR, EMFILE, ENOLCK, EPERM),
	ROW(finit_module, EBUSY, EINTR, EIO, EKEYREJECTED, ENOEXEC, ENOMEM, ENOSYS, EPERM),
	ROW(flock, EINTR, ENOLCK, ENOMEM, ENOSYS, EWOULDBLOCK),
	ROW(fstatfs, EINTR, EIO, ENOMEM, ENOSYS),
	ROW(fsync, EDQUOT, EINTR, EIO, ENOSPC, EROFS),
	ROW(futex, EAGAIN, EINTR),
	ROW(getdents64, EIO, ENOMEM),
	ROW(getegid, 0),
	ROW(geteuid, 0),
	ROW(getgid, 0),
	ROW(getpid, 0),
	ROW(getrandom, EAGAIN, EINTR, ENOSYS),
	ROW(getsockname, ENOBUFS),
	ROW(getsockopt, ENOMEM, EPERM),
	ROW(gettid, 0),
	ROW(getuid, 0),
	ROW(init_module, EBUSY, ENOEXEC, ENOMEM, ENOSYS, EPERM),
	ROW(ioctl, EINTR, EIO, ENOTTY, EPERM),
	ROW(kill, EPERM),
	ROW(linkat, CHANGE),
	ROW(lseek, ESPIPE, EIO),
	ROW(madvise, EAGAIN, EIO, ENOMEM),
	ROW(memfd_create, EMFILE, ENFILE, ENOMEM, ENOSYS, EPERM),
	ROW(mkdirat, CHANGE),
	ROW(mmap, EACCES, EAGAIN, ENFILE, ENODEV, ENOMEM, EPERM),
	ROW(mprotect, EACCES, ENOMEM),
	ROW(mremap, EAGAIN, ENOMEM),
	ROW(munmap, ENOMEM),
	ROW(newfstatat, PATH),
	ROW(openat, OPEN),
	ROW(openat2, EACCES, EAGAIN, EIO, ELOOP, EMFILE, ENFILE, ENOMEM, ENOSYS, EPERM, EXDEV),
	ROW(pidfd_open, EMFILE, ENFILE, ENOMEM, ENOSYS),
	ROW(pipe2, EMFILE, ENFILE, ENOSYS, EPERM),
	ROW(poll, EINTR, ENOMEM),
	ROW(ppoll, EINTR, ENOMEM),
	ROW(prctl, EPERM),
	ROW(pread64, EINTR, EIO),
	ROW(prlimit64, EPERM, ENOSYS),
	ROW(read, EAGAIN, EINTR, EIO, ENOMEM, ESTALE),
	ROW(readlink, PATH),
	ROW(readlinkat, PATH),
	ROW(recvfrom, RECEIVE),
	ROW(recvmsg, RECEIVE),
	ROW(renameat, CHANGE),
	ROW(renameat2, EACCES, EDQUOT, EINVAL, EIO, ENOMEM, ENOSPC, ENOSYS, EPERM, EROFS, EXDEV),
	ROW(restart_syscall, 0),
	ROW(rseq, ENOSYS),
	ROW(rt_sigaction, EPERM),
	ROW(rt_sigprocmask, EPERM),
	ROW(rt_sigreturn, 0),
	ROW(sched_getaffinity, EPERM),
	ROW(sendmsg, SEND),
	ROW(sendto, SEND),
	ROW(set_robust_list, ENOSYS),
	ROW(set_tid_address, 0),
	ROW(setsid, EPERM),
	ROW(setsockopt, ENOMEM, ENOPROTOOPT, EPERM),
	ROW(signalfd4, EMFILE, ENFILE, ENOMEM),
	ROW(socket, SOCKET),
	ROW(socketpair, EMFILE, ENFILE, EPERM),
	ROW(statfs, PATH),
	ROW(statx, PATH),
	ROW(uname, EPERM),
	ROW(unlink, CHANGE),
	ROW(unlinkat, EACCES, EBUSY, EIO, ENOMEM, EPERM, EROFS),
	ROW(unshare, ENOMEM, ENOSPC, EPERM, ENOSYS),
	ROW(vfork, MEMORY),
	ROW(wait4, EINTR),
	ROW(write, EAGAIN, EDQUOT, EINTR, EIO, ENOSPC, EPERM, EPIPE),
	ROW(writev, EAGAIN, EINTR, EIO, ENOSPC, EPIPE),
};

const struct fault_call *table_find(long number)
{
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		if (calls[i].number == number)
			return &calls[i];
	return NULL;
}

long table_number(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		if (strcmp(calls[i].name, name) == 0)
			return calls[i].number;
	return -1;
}

void table_print(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		fputs(calls[i].name, stdout);
		for (const int *error = calls[i].errors; *error; error++)
			printf(" %s", errno_name(*error));
		putchar('\n');
	}
}

int table_error(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		for (const int *error = calls[i].errors; *error; error++)
			if (strcmp(errno_name(*error), name) == 0)
				return *error;
	return 0;
}

#endif
