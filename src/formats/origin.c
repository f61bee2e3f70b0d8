/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The name of a file that was moved away: it says when that was and where the file came from. */
#include "config.h"

#include <limits.h>

#include "formats/origin.h"
#include "util.h"

/* "%NN" for one byte. */
#define ESCAPE_LENGTH 3

static const char cut[] = "...";

/* "20261123T081500Z-", with a counter above 0 "20261123T081500Z.1-". */
static char *format_head(time_t when, unsigned int counter)
{
	char time_text[32], counter_text[16] = "";
	struct tm utc;

	if (!gmtime_r(&when, &utc) ||
	    strftime(time_text, sizeof(time_text), "%Y%m%dT%H%M%SZ", &utc) == 0)
		strcpy(time_text, "unknown-time");
	if (counter > 0)
		snprintf(counter_text, sizeof(counter_text), ".%u", counter);
	return format_text("%s%s-", time_text, counter_text);
}

static char *escape(const char *path)
{
	static const char harmless[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
		"_.+:=@,-";
	char *escaped = malloc(strlen(path) * ESCAPE_LENGTH + 1), *end = escaped;

	if (!escaped)
		return NULL;
	for (; *path; path++) {
		if (*path == '/')
			*end++ = '-';
		else if (strchr(harmless, *path))
			*end++ = *path;
		else
			end += sprintf(end, "%%%02x", (unsigned char)*path);
	}
	*end = '\0';
	return escaped;
}

/* The end of the text, of at most that length, without the rest of an escape that was cut. */
static const char *tail_of(const char *text, size_t length)
{
	const char *tail = text + strlen(text) - length;

	for (size_t i = 1; i < ESCAPE_LENGTH; i++)
		if (tail[-(ptrdiff_t)i] == '%')
			return tail + (ESCAPE_LENGTH - i);
	return tail;
}

char *origin_name(const char *path, time_t when, unsigned int counter)
{
	_cleanup_free_ char *head = format_head(when, counter);
	_cleanup_free_ char *body = escape(path + strspn(path, "/"));
	size_t room;

	if (!head || !body)
		return NULL;
	room = NAME_MAX - strlen(head);
	if (strlen(body) <= room)
		return format_text("%s%s", head, body);
	return format_text("%s%s%s", head, cut, tail_of(body, room - strlen(cut)));
}
