/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One run of a program in which one system call goes wrong. Usage:
 *   inject table                                     the calls and what each may answer
 *   inject ROOT ALARM log -- PROGRAM...              "PROCESS NAME" of each call, to fd 3
 *   inject ROOT ALARM none -- PROGRAM...             a run without a fault
 *   inject ROOT ALARM PROCESS:NAME:COUNT FAULT -- PROGRAM...
 * ROOT is what the program gets as "/". PROCESS counts what is forked, the program itself being 0, and
 * COUNT its calls of that name, so that both are the same in every run, however often it has to wait.
 * FAULT is an error as ENOMEM, or kill, delay, hang, short. ALARM, if not 0, is what alarm() gets in
 * place of what it was given, so that a limit of minutes can be waited for. To fd 3 goes, at the end:
 *   made          the call was made and went wrong; without this line there was no such call
 *   fd TARGET     a descriptor that was open when the program ended
 *   left N        children that were still there five seconds later
 *   end STATUS    the exit status, or the signal as a negative number; 124 after a time limit
 *
 * Why not strace: on a gate it took seven times as long (0.51 s a run against 0.07 s, side by side), for
 * it stops at each call of each process, and there are tens of thousands of runs; and its when= counts
 * over all processes, so that which call is meant depends on who is scheduled first. Here a seccomp
 * filter stops the program at calls of the one number that is meant. A seccomp notifier in place of
 * ptrace could answer with an error, but not shorten a write, see the exit, or count the children.
 *
 * No module gets into the machine's kernel: to load one is answered here, and the file of /sys that
 * says so is made below ROOT. A namespace of its own is refused, as in the unit, whose network is its
 * own already: thousands of them would keep the kernel busy with taking them down.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inject.h"
#include "table.h"

#define REPORT_FD 3
#define LIMIT_S 60       /* more than any limit of the program once ALARM is short */
#define GRACE_USEC 5000000
#define GRACE_STEP_USEC 2000
#define NAME_SIZE 32
#define LIMIT_STATUS 124

#ifdef __x86_64__

static volatile sig_atomic_t late;

static void note_late(int signal_number)
{
	late = 1;
}

static struct tracee *find(struct run *run, pid_t pid)
{
	for (size_t i = 0; i < run->count; i++)
		if (run->tracees[i].pid == pid)
			return &run->tracees[i];
	return NULL;
}

/* The calls that are answered here, changed, or meant: the kernel stops at these alone. */
static void install_filter(const struct run *run)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_finit_module, 5, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_init_module, 4, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_unshare, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_alarm, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned int)run->number, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
	};
	const struct sock_fprog program = {sizeof(code) / sizeof(code[0]), code};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
		die("seccomp");
}

static void __attribute__((noreturn)) become(const struct run *run, char **command)
{
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0)
		die("ptrace");
	raise(SIGSTOP);
	if (fcntl(REPORT_FD, F_SETFD, FD_CLOEXEC) < 0 || chroot(run->root) < 0 || chdir("/") < 0)
		die(run->root);
	install_filter(run);
	execv(command[0], command);
	die(command[0]);
}

static void list_descriptors(const struct run *run, pid_t pid)
{
	char path[64], link[PATH_MAX], target[PATH_MAX];
	const struct dirent *entry;
	DIR *directory;

	snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	directory = opendir(path);
	while (directory && (entry = readdir(directory))) {
		ssize_t length;

		snprintf(link, sizeof(link), "%s/%s", path, entry->d_name);
		length = readlink(link, target, sizeof(target) - 1);
		if (length < 0 || atoi(entry->d_name) <= STDERR_FILENO)
			continue;
		target[length] = '\0';
		target[strcspn(target, "[\n")] = '\0'; /* "socket:[123]" */
		fprintf(run->report, "fd %s\n", target);
	}
	if (directory)
		closedir(directory);
}

static void resume(const struct run *run, const struct tracee *tracee, int signal_number)
{
	bool steps = run->log || (run->override && tracee - run->tracees == run->process);

	ptrace(steps && tracee->started ? PTRACE_SYSCALL : PTRACE_CONT, tracee->pid, NULL,
	       (void *)(long)signal_number);
}

static struct tracee *add(struct run *run, pid_t pid)
{
	if (run->count == TRACEES_MAX) {
		errno = E2BIG;
		die("too many processes");
	}
	run->tracees[run->count] = (struct tracee){.pid = pid, .started = true};
	return &run->tracees[run->count++];
}

/* True when that process is in the list, where it has no business any more; 0: a place that is free. */
static bool take_early(struct run *run, pid_t pid)
{
	for (size_t i = 0; i < TRACEES_MAX; i++)
		if (run->early[i] == pid) {
			run->early[i] = 0;
			return true;
		}
	return false;
}

static void note_early(struct run *run, pid_t pid)
{
	for (size_t i = 0; i < TRACEES_MAX; i++)
		if (run->early[i] == 0) {
			run->early[i] = pid;
			return;
		}
}

static void at_fork(struct run *run, pid_t parent)
{
	unsigned long pid = 0;
	int status;

	if (ptrace(PTRACE_GETEVENTMSG, parent, NULL, &pid) < 0)
		return;
	/* It stops by itself before its first instruction. */
	if (take_early(run, (pid_t)pid) ||
	    (waitpid((pid_t)pid, &status, __WALL) == (pid_t)pid && WIFSTOPPED(status)))
		resume(run, add(run, (pid_t)pid), 0);
}

static void at_event(struct run *run, struct tracee *tracee, int event)
{
	switch (event) {
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		at_fork(run, tracee->pid);
		break;
	case PTRACE_EVENT_EXEC:
		if (!tracee->started) {
			tracee->started = true;
			tracee->inside = true; /* the exit of execve() itself comes next */
		}
		break;
	case PTRACE_EVENT_SECCOMP:
		act_at_call(run, tracee);
		break;
	case PTRACE_EVENT_EXIT:
		if (tracee == run->tracees)
			list_descriptors(run, tracee->pid);
		break;
	}
}

static void at_stop(struct run *run, struct tracee *tracee, int status)
{
	int signal_number = WSTOPSIG(status);

	if (signal_number == (SIGTRAP | 0x80)) {
		if (!run->log)
			act_at_exit(run, tracee);
		else if (!tracee->inside)
			act_log(run, tracee);
		tracee->inside = !tracee->inside;
		signal_number = 0;
	} else if (status >> 16) {
		at_event(run, tracee, status >> 16);
		signal_number = 0;
	}
	resume(run, tracee, signal_number);
}

static void take_end(struct run *run, struct tracee *tracee, int status)
{
	if (tracee == run->tracees) {
		run->ended = true;
		run->status = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
	}
	tracee->pid = 0;
}

/* True when something was there to be taken. */
static bool step(struct run *run, int flags)
{
	int status;
	pid_t pid = waitpid(-1, &status, __WALL | flags);
	struct tracee *tracee = pid > 0 ? find(run, pid) : NULL;

	if (!tracee) {
		if (pid > 0 && WIFSTOPPED(status))
			note_early(run, pid);
		return pid > 0;
	}
	if (WIFSTOPPED(status))
		at_stop(run, tracee, status);
	else
		take_end(run, tracee, status);
	return true;
}

static size_t alive(const struct run *run)
{
	size_t count = 0;

	for (size_t i = 0; i < run->count; i++)
		count += run->tracees[i].pid != 0;
	return count;
}

static void kill_all(const struct run *run)
{
	for (size_t i = 0; i < run->count; i++)
		if (run->tracees[i].pid)
			kill(run->tracees[i].pid, SIGKILL);
}

static void follow(struct run *run)
{
	size_t left;

	while (!run->ended && !late)
		(void)step(run, 0);
	if (!run->ended)
		kill_all(run);
	for (long waited = 0; alive(run) && waited < GRACE_USEC;)
		if (!step(run, WNOHANG)) {
			usleep(GRACE_STEP_USEC);
			waited += GRACE_STEP_USEC;
		}
	left = alive(run);
	kill_all(run);
	if (late)
		run->status = LIMIT_STATUS;
	fprintf(run->report, "left %zu\nend %d\n", left, run->status);
}

static void start(struct run *run, char **command)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
			     PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT |
			     PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL;
	const struct sigaction action = {.sa_handler = note_late};
	pid_t pid = fork();
	int status;

	if (pid < 0)
		die("fork");
	if (pid == 0)
		become(run, command);
	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)options) < 0)
		die("ptrace");
	add(run, pid)->started = false;
	sigaction(SIGALRM, &action, NULL);
	alarm(LIMIT_S);
	ptrace(PTRACE_CONT, pid, NULL, NULL);
}

static bool parse_fault(const char *name, struct run *run)
{
	static const char *const words[] = {[FAULT_KILL] = "kill", [FAULT_DELAY] = "delay",
					    [FAULT_HANG] = "hang", [FAULT_SHORT] = "short"};

	for (size_t i = FAULT_KILL; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i], name) == 0)
			run->fault = (enum fault)i;
	if (run->fault)
		return true;
	run->fault = FAULT_ERROR;
	run->error = table_error(name);
	return run->error != 0;
}

/* "0:openat:3" */
static bool parse_call(const char *text, struct run *run)
{
	char name[NAME_SIZE];

	if (sscanf(text, "%ld:%31[^:]:%ld", &run->process, name, &run->count_down) != 3)
		return false;
	run->number = table_number(name);
	return run->number >= 0;
}

int main(int argc, char **argv)
{
	struct run run = {.process = -1, .number = -1};
	int command = 5;
	bool good = argc > 5;

	if (argc == 2 && strcmp(argv[1], "table") == 0) {
		table_print();
		return 0;
	}
	run.log = good && strcmp(argv[3], "log") == 0;
	if (good && !run.log && strcmp(argv[3], "none") != 0) {
		command = 6;
		good = argc > 6 && parse_call(argv[3], &run) && parse_fault(argv[4], &run);
	}
	if (!good) {
		fprintf(stderr, "usage: inject table | inject ROOT ALARM {log | none | "
				"PROCESS:NAME:COUNT FAULT} -- PROGRAM...\n");
		return USAGE_STATUS;
	}
	run.root = argv[1];
	run.alarm = (unsigned int)atoi(argv[2]);
	run.report = fdopen(REPORT_FD, "w");
	if (!run.report)
		die("fd 3");
	start(&run, argv + command);
	follow(&run);
	return fclose(run.report) == 0 ? 0 : USAGE_STATUS;
}

#else

int main(void)
{
	fprintf(stderr, "inject: it knows the registers of x86-64 alone\n");
	return USAGE_STATUS;
}

#endif
