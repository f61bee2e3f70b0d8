/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory, or the end of the process. Nothing here returns NULL: where there is no memory, one line
 * goes to stderr and the process ends with _exit(3), which is "could not look" to systemd, and to
 * the parent of a child. Nothing is cleaned up then; of a file that was being written only its
 * temporary file is left (system/durable.h). What is allocated is freed with free().
 */
#pragma once

#include <stddef.h>

/* The exit status: FITNESS_UNKNOWN, the gate stays closed. */
#define EXIT_NO_MEMORY 3

void out_of_memory(void) __attribute__((noreturn));

/* As malloc(), calloc(), reallocarray(), strdup() and strndup(); a size of 0 is one byte. */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xreallocarray(void *memory, size_t count, size_t size);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t length);

/*
 * The list, NULL at first, with room for one more entry than count. Only this may grow it: the room
 * is computed from count, eight entries at first and twice as many whenever they are full.
 */
void *xgrow(void *list, size_t count, size_t size);
