/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Memory, or the end of the process. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/memory.h"

#define GROW_MIN 8 /* a power of two */

void out_of_memory(void)
{
	static const char text[] = "kubelet-preflight: out of memory\n";

	/* stdio might allocate; where stderr takes nothing, the exit status says it. */
	(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	_exit(EXIT_NO_MEMORY);
}

static void *check(void *memory)
{
	if (!memory)
		out_of_memory();
	return memory;
}

void *xmalloc(size_t size)
{
	return check(malloc(size > 0 ? size : 1));
}

void *xcalloc(size_t count, size_t size)
{
	return check(calloc(count > 0 ? count : 1, size > 0 ? size : 1));
}

void *xreallocarray(void *memory, size_t count, size_t size)
{
	return check(reallocarray(memory, count > 0 ? count : 1, size > 0 ? size : 1));
}

void *xgrow(void *list, size_t count, size_t size)
{
	if (count == 0)
		return xreallocarray(list, GROW_MIN, size);
	return count >= GROW_MIN && (count & (count - 1)) == 0
		       ? xreallocarray(list, count * 2, size)
		       : list;
}

char *xstrdup(const char *text)
{
	return check(strdup(text));
}

char *xstrndup(const char *text, size_t length)
{
	return check(strndup(text, length));
}
