/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Preloaded into a program: one allocation fails. MEMORY_AT=N: the Nth since main() began, or of
 * each forked child, with MEMORY_OF=child, the Nth of its own. With MEMORY_AT=0 none fails, and how
 * many there were stands on stderr when main() returns: "allocations N". glibc's asprintf(),
 * fopen() and the like come through here as well.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of glibc, under the names that are not replaced here. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

static unsigned long at, count;
static pid_t parent, counted; /* parent: 0 before main() */
static bool of_child;

/* Preloaded objects come last: what follows is main(). */
static void __attribute__((constructor)) begin(void)
{
	const char *number = getenv("MEMORY_AT"), *of = getenv("MEMORY_OF");

	at = number ? strtoul(number, NULL, 10) : 0;
	of_child = of && strcmp(of, "child") == 0;
	parent = counted = getpid();
}

static void __attribute__((destructor)) end(void)
{
	if (at == 0 && getpid() == parent)
		dprintf(STDERR_FILENO, "allocations %lu\n", count);
}

static bool is_of(const void *code, const char *library)
{
	Dl_info object;

	return dladdr(code, &object) && object.dli_fname && strstr(object.dli_fname, library);
}

/*
 * json-c's never fail. 0.16 crashes without the name of a member, loses a member, takes an object
 * for null, and leaves out of a document what it has no room for: nobody who calls it sees that.
 */
static bool fails(const void *caller)
{
	pid_t process = getpid();

	if (is_of(caller, "/libjson-c."))
		return false;

	if (parent == 0 || (process != parent) != of_child)
		return false;
	if (process != counted) {
		counted = process;
		count = 0;
	}
	if (is_of(caller, "/libjson-c."))
		return false;
	if (++count != at)
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t number, size_t size)
{
	return fails(__builtin_return_address(0)) ? NULL : __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size)
{
	return fails(__builtin_return_address(0)) ? NULL : __libc_realloc(memory, size);
}

char *strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);

	return copy ? memcpy(copy, text, size) : NULL;
}

char *strndup(const char *text, size_t length)
{
	size_t size = strnlen(text, length);
	char *copy = fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size + 1);

	if (!copy)
		return NULL;
	copy[size] = '\0';
	return memcpy(copy, text, size);
}
