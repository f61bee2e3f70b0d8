/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * count [-i] FILE COMMAND...: run the command and count what it asks of the kernel, its children included, a
 * child from its fork on. Into FILE go lines NAME=NUMBER:
 *
 *   calls      system calls that it made
 *   opened     files and directories that open(), openat() and openat2() opened, O_PATH included
 *   tried      the same with those that are not there
 *   bytes      what read() and pread() gave it
 *   executed   programs that were executed, the command itself included
 *   processes  all of them, the first included
 *   anonymous  KiB of memory of its own (RssAnon) of the largest process, looked at before each call
 *
 * With -i these are instructions, executed in user space one at a time, and processes.
 *
 * The exit status is the command's.
 */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define NO_PROGRAM     127
#define SYSCALL_STOP   (SIGTRAP | 0x80)        /* PTRACE_O_TRACESYSGOOD */
#define EVENT_OF(status) ((unsigned int)(status) >> 16)
#define LINE_MAX_BYTES 256
#define OPTIONS                                                                                    \
	(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |  \
	 PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL)

#define PROCESSES_MAX 4096

struct counts {
	unsigned long calls, opened, tried, bytes, executed, processes, anonymous, instructions;
};

/* The call in which a process is: it is told at the entry only. */
struct process {
	pid_t pid;
	bool opens, reads;
};

static struct process *process_find(struct process *processes, size_t *count, pid_t pid)
{
	for (size_t i = 0; i < *count; i++)
		if (processes[i].pid == pid)
			return &processes[i];
	if (*count == PROCESSES_MAX)
		return NULL;
	processes[*count] = (struct process){.pid = pid};
	return &processes[(*count)++];
}

static bool is_open(unsigned long long number)
{
	switch (number) {
#ifdef SYS_open
	case SYS_open:
#endif
	case SYS_openat:
	case __NR_openat2: /* newer than the C library of Debian 11 */
		return true;
	default:
		return false;
	}
}

static unsigned long anonymous_of(pid_t pid)
{
	char path[64], line[LINE_MAX_BYTES];
	unsigned long kib = 0;
	FILE *status;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	status = fopen(path, "re");
	while (status && fgets(line, sizeof(line), status))
		if (sscanf(line, "RssAnon: %lu kB", &kib) == 1)
			break;
	if (status)
		fclose(status);
	return kib;
}

/* A call begins or ends. */
static void note_call(struct process *process, struct counts *counts)
{
	struct __ptrace_syscall_info info;
	unsigned long anonymous;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, process->pid, sizeof(info), &info) < 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
		counts->opened += process->opens && !info.exit.is_error;
		if (process->reads && !info.exit.is_error)
			counts->bytes += (unsigned long)info.exit.rval;
		return;
	}
	counts->calls++;
	process->opens = is_open(info.entry.nr);
	process->reads = info.entry.nr == SYS_read || info.entry.nr == SYS_pread64;
	counts->tried += process->opens;
	anonymous = anonymous_of(process->pid);
	if (anonymous > counts->anonymous)
		counts->anonymous = anonymous;
}

/* What the process has stopped for; the signal that it is to get when it goes on. */
static int note_stop(struct process *process, int status, struct counts *counts)
{
	int signal = WSTOPSIG(status);

	if (signal == SYSCALL_STOP) {
		note_call(process, counts);
		return 0;
	}
	if (signal == SIGTRAP && !EVENT_OF(status)) {
		counts->instructions++;
		return 0;
	}
	/* What came before the command is ours. */
	if (EVENT_OF(status) == PTRACE_EVENT_EXEC && counts->executed++ == 0)
		*counts = (struct counts){.calls = 1, .executed = 1};
	/* SIGSTOP is how a new process begins. */
	return EVENT_OF(status) || signal == SIGSTOP ? 0 : signal;
}

/* how: PTRACE_SYSCALL, or PTRACE_SINGLESTEP. */
static int watch(pid_t first, int how, struct counts *counts)
{
	static struct process processes[PROCESSES_MAX];
	size_t known = 0;
	int result = EXIT_FAILURE, status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
		struct process *process = pid > 0 ? process_find(processes, &known, pid) : NULL;

		if (!process)
			continue;
		if (WIFSTOPPED(status)) {
			int signal = note_stop(process, status, counts);

			(void)ptrace(how, pid, 0L, (long)signal);
		} else if (pid == first) {
			result = WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
		}
	}
	counts->processes = known;
	return result;
}

static bool write_counts(const char *path, int how, const struct counts *counts)
{
	FILE *file = fopen(path, "we");

	if (!file)
		return false;
	if (how == PTRACE_SINGLESTEP) {
		fprintf(file, "instructions=%lu\nprocesses=%lu\n", counts->instructions, counts->processes);
		return fclose(file) == 0;
	}
	fprintf(file,
		"calls=%lu\nopened=%lu\ntried=%lu\nbytes=%lu\nexecuted=%lu\nprocesses=%lu\n"
		"anonymous=%lu\n",
		counts->calls, counts->opened, counts->tried, counts->bytes, counts->executed,
		counts->processes, counts->anonymous);
	return fclose(file) == 0;
}

int main(int argc, char **argv)
{
	int how = PTRACE_SYSCALL;
	struct counts counts = {0};
	int status, result;
	pid_t pid;

	if (argc > 1 && strcmp(argv[1], "-i") == 0) {
		how = PTRACE_SINGLESTEP;
		argc--;
		argv++;
	}
	if (argc < 3) {
		fprintf(stderr, "usage: count [-i] FILE COMMAND...\n");
		return EXIT_FAILURE;
	}
	pid = fork();
	if (pid == 0) {
		raise(SIGSTOP);
		execvp(argv[2], argv + 2);
		_exit(NO_PROGRAM);
	}
	if (pid < 0 || waitpid(pid, &status, WUNTRACED) != pid ||
	    ptrace(PTRACE_SEIZE, pid, 0L, (long)OPTIONS) < 0) {
		perror("count");
		return EXIT_FAILURE;
	}
	kill(pid, SIGCONT);
	result = watch(pid, how, &counts);
	if (!write_counts(argv[1], how, &counts)) {
		perror(argv[1]);
		return EXIT_FAILURE;
	}
	return result;
}
