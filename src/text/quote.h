/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names that others chose, made fit for a message and for a command. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * For a message: control characters and bytes that are no UTF-8 become \xNN, so that a file's name
 * cannot steer the terminal. The caller owns the result.
 */
char *quote_message(const char *text);

/*
 * For a command: one word of the shell, as it is when it is harmless, else in quotes. With a
 * control character or a byte beyond ASCII in $'…', which bash, zsh and POSIX 2024 know. As above.
 */
char *quote_shell(const char *text);

/*
 * For the value of a label of the Prometheus exposition format: quotes, backslashes and line ends
 * are escaped, a byte that is no UTF-8 becomes U+FFFD, and after limit bytes of the value, at the
 * end of a character, it is cut off. As above.
 */
char *quote_label(const char *text, size_t limit);

/* Write a character as UTF-8, up to four bytes and no NUL. Returns the end. */
char *utf8_put(char *out, uint32_t character);

/* The length in bytes of the character that begins here; 0 when it is no UTF-8. */
size_t utf8_length(const char *text);
