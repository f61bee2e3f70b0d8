/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What every wing may use: cleanup attributes, lists of strings, waits. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/memory.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
/* Sets of bytes for strspn() and the like. */
#define DIGITS        "0123456789"
#define ASCII_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

#define PRINTF(string, first) __attribute__((format(printf, string, first)))

/* A NULL-terminated list of strings; the list and its strings belong to the holder. */
void strv_free(char **list);
size_t strv_length(char *const *list);
bool strv_contains(char *const *list, const char *string);

/* The same of an array of that length. */
bool text_is_among(const char *text, const char *const *list, size_t length);

/* Append a copy of string. */
void strv_append(char ***list, const char *string);

/* Split at blanks, tabs and line ends. The caller owns the list. */
char **strv_split(const char *text);

/* The same at any of the separators: no word is empty. */
char **strv_split_at(const char *text, const char *separators);

/* As asprintf(); the caller owns the result. */
char *format_text(const char *format, ...) PRINTF(1, 2);
char *format_text_args(const char *format, va_list args) PRINTF(1, 0);

/* Join with a separator. The caller owns the result. */
char *strv_join(char *const *list, const char *separator);

/* "ENOEXEC" of ENOEXEC; "unknown" of a number without a name. */
const char *errno_name(int error);

/* Milliseconds on the monotonic clock, for the limits of waits. */
uint64_t now_ms(void);

struct pollfd;

/*
 * poll() until then, as now_ms() counts, whatever signals are handled meanwhile; what is ready
 * already is seen after that time too. 0, -ETIMEDOUT, or -errno.
 */
int poll_until(struct pollfd *fds, size_t count, uint64_t deadline_ms);

/* Sleep for so long, or until a signal. */
void sleep_ms(unsigned int milliseconds);

static inline bool text_equal(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static inline bool text_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* True when the word stands in the text between two of these characters, or its ends. */
bool text_has_word(const char *text, const char *word, const char *around);

/* The line behind this one: "" at the end of the text. */
static inline const char *text_next_line(const char *line)
{
	line = strchrnul(line, '\n');
	return line + (*line == '\n');
}

/* The length of a line without these characters at its end. */
static inline size_t text_line_length(const char *line, const char *blanks)
{
	size_t length = strcspn(line, "\n");

	while (length > 0 && strchr(blanks, line[length - 1]))
		length--;
	return length;
}

static inline bool text_ends(const char *text, const char *suffix)
{
	size_t length = strlen(text), tail = strlen(suffix);

	return length >= tail && text_equal(text + length - tail, suffix);
}

/* The value of a variable, which is zeroed: the caller owns what it points at. */
#define TAKE(variable)                                                                             \
	({                                                                                         \
		__typeof__(variable) taken = (variable);                                           \
		memset(&(variable), 0, sizeof(variable));                                          \
		taken;                                                                             \
	})

/* The same of a descriptor, which is -1 from then on. */
#define TAKE_FD(fd)                                                                                \
	({                                                                                         \
		int taken = (fd);                                                                  \
		(fd) = -1;                                                                         \
		taken;                                                                             \
	})

static inline void cleanup_free(void *pointer)
{
	free(*(void **)pointer);
}

static inline void cleanup_strv(char ***list)
{
	strv_free(*list);
}

static inline void cleanup_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* cleanup_NAME() for _cleanup_() of such a variable: call(value), but for NULL. */
#define DEFINE_CLEANUP(name, type, call)                                                           \
	static inline void cleanup_##name(type *value)                                             \
	{                                                                                          \
		if (*value)                                                                        \
			call(*value);                                                              \
	}

#define _cleanup_(function) __attribute__((cleanup(function)))
#define _cleanup_free_ _cleanup_(cleanup_free)
#define _cleanup_strv_ _cleanup_(cleanup_strv)
#define _cleanup_close_ _cleanup_(cleanup_close)
