/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An answer of HTTP/1.x. */
#include "config.h"

#include <ctype.h>
#include <errno.h>

#include "text/http.h"
#include "util/util.h"

#define LINE_END "\r\n"

/*
 * Each chunk is a length in hexadecimal digits and so many bytes; the last has none (RFC 9112,
 * 7.1).
 */
static int join_chunks(const char *at, const char *end, char *to, size_t *ret_size)
{
	size_t size = 0;

	for (;;) {
		const char *line_end = memmem(at, (size_t)(end - at), LINE_END, strlen(LINE_END));
		unsigned long length;
		char *rest;

		if (!line_end || !isxdigit((unsigned char)*at))
			return -EBADMSG;
		length = strtoul(at, &rest, 16);
		at = line_end + strlen(LINE_END);
		if (length == 0)
			break;
		if (length > (size_t)(end - at) || (size_t)(end - at) - length < strlen(LINE_END))
			return -EBADMSG;
		memcpy(to + size, at, length);
		size += length;
		at += length + strlen(LINE_END);
	}
	*ret_size = size;
	return 0;
}

int http_document(const char *answer, size_t size, char **ret, size_t *ret_size)
{
	static const char blank[] = LINE_END LINE_END, version[] = "HTTP/1.", good[] = " 200 ";
	const char *head_end = memmem(answer, size, blank, strlen(blank));
	_cleanup_free_ char *head = NULL, *document = NULL;
	const char *begin;
	size_t length;

	if (!head_end || !text_starts(answer, version) ||
	    !text_starts(answer + strlen(version) + 1, good))
		return -EBADMSG;
	head = xstrndup(answer, (size_t)(head_end - answer));
	begin = head_end + strlen(blank);
	length = size - (size_t)(begin - answer);
	document = xcalloc(length + 1, 1);
	if (!strcasestr(head, LINE_END "Transfer-Encoding: chunked"))
		memcpy(document, begin, length);
	else if (join_chunks(begin, answer + size, document, &length) < 0)
		return -EBADMSG;
	*ret = document;
	*ret_size = length;
	document = NULL;
	return 0;
}
