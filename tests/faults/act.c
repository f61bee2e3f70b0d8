/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is done to a call: it fails, or is answered in place of the kernel. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <unistd.h>

#include "inject.h"
#include "table.h"

#define DELAY_USEC 50000

#ifdef __x86_64__

/* /sys/module/NAME/initstate, as the kernel has it once it runs the module's code. */
static void show_module(const struct run *run, const char *name)
{
	char path[2 * PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/sys/module/%s", run->root, name);
	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		die(path);
	snprintf(path, sizeof(path), "%s/sys/module/%s/initstate", run->root, name);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0 || write(fd, "live\n", strlen("live\n")) < 0)
		die(path);
	close(fd);
}

/* finit_module(): the module of the file is "loaded". */
static void load(const struct run *run, pid_t pid, int fd)
{
	char link[64], path[PATH_MAX], *name;
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/%d/fd/%d", pid, fd);
	length = readlink(link, path, sizeof(path) - 1);
	if (length < 0)
		return;
	path[length] = '\0';
	name = strrchr(path, '/');
	name = name ? name + 1 : path;
	name[strcspn(name, ".")] = '\0';
	show_module(run, name);
}

static void skip_call(struct user_regs_struct *regs, long long answer)
{
	regs->orig_rax = (unsigned long long)-1;
	regs->rax = (unsigned long long)answer;
}

static void answer_for_kernel(const struct run *run, pid_t pid, struct user_regs_struct *regs)
{
	switch ((long)regs->orig_rax) {
	case SYS_alarm:
		if (run->alarm && regs->rdi)
			regs->rdi = run->alarm;
		break;
	case SYS_finit_module:
		load(run, pid, (int)regs->rdi);
		skip_call(regs, 0);
		break;
	case SYS_init_module:
		skip_call(regs, -ENOSYS);
		break;
	case SYS_unshare:
		skip_call(regs, -EPERM);
		break;
	}
}

/* At the entry of the call that is to go wrong. */
static void make_fault(struct run *run, pid_t pid, struct user_regs_struct *regs)
{
	run->done = true;
	fprintf(run->report, "made\n");
	switch (run->fault) {
	case FAULT_ERROR:
		/*
		 * A close() that fails has closed, on Linux: the call is made. And brk() gives the break as
		 * it is, never an error: so it answers brk(0), and who called finds its argument as it was.
		 */
		run->argument = regs->rdi;
		run->override = (long)regs->orig_rax == SYS_close || (long)regs->orig_rax == SYS_brk;
		if ((long)regs->orig_rax == SYS_brk)
			regs->rdi = 0;
		else if (!run->override)
			skip_call(regs, -run->error);
		break;
	case FAULT_KILL:
		kill(pid, SIGKILL);
		break;
	case FAULT_DELAY:
		usleep(DELAY_USEC);
		break;
	case FAULT_HANG:
		regs->orig_rax = SYS_pause;
		break;
	case FAULT_SHORT:
		regs->rdx = (regs->rdx + 1) / 2;
		break;
	case FAULT_NONE:
		break;
	}
}

void act_at_call(struct run *run, const struct tracee *tracee)
{
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, tracee->pid, NULL, &regs) < 0)
		return;
	if (!run->done && tracee - run->tracees == run->process &&
	    (long)regs.orig_rax == run->number && run->count_down-- == 0)
		make_fault(run, tracee->pid, &regs);
	answer_for_kernel(run, tracee->pid, &regs);
	ptrace(PTRACE_SETREGS, tracee->pid, NULL, &regs);
}

void act_log(const struct run *run, const struct tracee *tracee)
{
	const struct fault_call *call;
	struct user_regs_struct regs;
	long process = tracee - run->tracees;

	if (ptrace(PTRACE_GETREGS, tracee->pid, NULL, &regs) < 0)
		return;
	/* The first of what main() does: what came before was the loader's. */
	if (process == 0 && (long)regs.orig_rax == SYS_rt_sigaction && regs.rdi == SIGPIPE)
		fprintf(run->report, "main\n");
	call = table_find((long)regs.orig_rax);
	if (call)
		fprintf(run->report, "%ld %s\n", process, call->name);
	else
		fprintf(run->report, "%ld number-%lld\n", process, (long long)regs.orig_rax);
}

void act_at_exit(struct run *run, const struct tracee *tracee)
{
	struct user_regs_struct regs;

	if (!run->override || ptrace(PTRACE_GETREGS, tracee->pid, NULL, &regs) < 0)
		return;
	run->override = false;
	regs.rdi = run->argument;
	if (run->number == SYS_close)
		regs.rax = (unsigned long long)-run->error;
	ptrace(PTRACE_SETREGS, tracee->pid, NULL, &regs);
}

#endif
