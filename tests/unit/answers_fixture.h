/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The recorded answers of tests/cri, and messages of protobuf that are put together here. */
#pragma once

#include "fixture.h"

#define ANSWER_MAX (64 * 1024)

/* The file tests/cri/NAME.KIND, the caller's. */
static inline char *answer_read(const char *name, const char *kind, size_t *ret_size)
{
	const char *source = getenv("srcdir");
	_cleanup_free_ char *path =
		format_text("%s/tests/cri/%s.%s", source ? source : ".", name, kind);
	char *bytes = xcalloc(ANSWER_MAX, 1);
	FILE *file = fopen(path, "re");

	if (!file)
		fail_msg("%s cannot be read", path);
	*ret_size = fread(bytes, 1, ANSWER_MAX - 1, file);
	fclose(file);
	return bytes;
}

/* The bytes are the holder's. */
struct message {
	unsigned char *bytes;
	size_t size;
};

static inline void message_varint(struct message *message, uint64_t value)
{
	do {
		message->bytes = xreallocarray(message->bytes, message->size + 1, 1);
		message->bytes[message->size++] =
			(unsigned char)((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
		value >>= 7;
	} while (value);
}

/* A string, or a message in it. */
static inline void message_put(struct message *message, unsigned int number, const void *bytes, size_t size)
{
	message_varint(message, number << 3 | 2);
	message_varint(message, size);
	message->bytes = xreallocarray(message->bytes, message->size + size, 1);
	if (size > 0)
		memcpy(message->bytes + message->size, bytes, size);
	message->size += size;
}

/* A condition of a RuntimeStatus; reason and words can be NULL. */
static inline void message_condition(struct message *status, const char *type, bool is_true,
				     const char *reason, const char *words)
{
	struct message condition = {0};

	message_put(&condition, 1, type, strlen(type));
	message_varint(&condition, 2 << 3);
	message_varint(&condition, is_true);
	if (reason)
		message_put(&condition, 3, reason, strlen(reason));
	if (words)
		message_put(&condition, 4, words, strlen(words));
	message_put(status, 1, condition.bytes, condition.size);
	free(condition.bytes);
}
