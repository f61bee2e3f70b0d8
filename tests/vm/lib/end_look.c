/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Preloaded into the gate, it ends the look of report mode as soon as it begins, as LOOK_END= says:
 * kill, crash, status (3), hang, memory (until the kernel ends it). The first child that the gate
 * forks is the look; what it does first is to ask for a signal when its parent ends. In enforce
 * mode the first child is one that the look waits for: delay makes the gate slow. And a parent that
 * asks for memory in report mode, where it must not, is aborted. Nothing of it is installed.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#define LOOK_LIMIT_S 2 /* in place of the program's own, of minutes */
#define DELAY_S      3
#define BLOCK        (1 << 20)

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

static pid_t frozen; /* the process that must not allocate any more; 0 at first */

static void refuse_memory(void)
{
	if (frozen && frozen == getpid())
		abort();
}

void *malloc(size_t size)
{
	refuse_memory();
	return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	refuse_memory();
	return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
	refuse_memory();
	return __libc_realloc(memory, size);
}

/* main() sets an alarm, and the second one is the first thing that the parent does in report mode.
 */
unsigned int alarm(unsigned int seconds)
{
	static pid_t first;
	static int calls;
	struct itimerval before, timer = {.it_value.tv_sec = seconds};

	if (!first)
		first = getpid();
	if (getenv("LOOK_END") && first == getpid() && ++calls == 2)
		frozen = first;
	setitimer(ITIMER_REAL, &timer, &before);
	return (unsigned int)before.it_value.tv_sec;
}

static void fill_memory(void)
{
	for (;;) {
		char *block = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
				   -1, 0);

		if (block != MAP_FAILED)
			memset(block, 1, BLOCK);
	}
}

/* kill() is among the system calls that the unit has, which raise() is not. */
static void end(const char *how)
{
	if (strcmp(how, "kill") == 0)
		kill(getpid(), SIGKILL);
	if (strcmp(how, "crash") == 0)
		kill(getpid(), SIGSEGV);
	if (strcmp(how, "status") == 0)
		_exit(3);
	if (strcmp(how, "memory") == 0)
		fill_memory();
	if (strcmp(how, "delay") == 0)
		sleep(DELAY_S);
	if (strcmp(how, "hang") == 0) {
		alarm(LOOK_LIMIT_S);
		for (;;)
			pause();
	}
}

int prctl(int option, ...)
{
	const char *how = getenv("LOOK_END");
	unsigned long arguments[4];
	va_list args;

	va_start(args, option);
	for (int i = 0; i < 4; i++)
		arguments[i] = va_arg(args, unsigned long);
	va_end(args);
	/* After it has offered itself to the kernel as the process to end. */
	if (how && option == PR_SET_PDEATHSIG)
		end(how);
	return (int)syscall(SYS_prctl, option, arguments[0], arguments[1], arguments[2],
			    arguments[3]);
}
