/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The wire format of protobuf. */
#include "config.h"

#include <endian.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "text/protobuf.h"

#define VARINT_BYTES_MAX 10
#define FIELD_NUMBER_MAX ((1U << 29) - 1)

enum wire_type {
	WIRE_VARINT = 0,
	WIRE_EIGHT = 1,
	WIRE_BYTES = 2,
	WIRE_FOUR = 5,
};

/* The next bytes of the message, which begins behind them then; NULL when it has not so many. */
static const unsigned char *take(struct protobuf *message, uint64_t size)
{
	const unsigned char *bytes = message->at;

	if (size > message->size)
		return NULL;
	message->at += size;
	message->size -= (size_t)size;
	return bytes;
}

/* Seven bits a byte, the lowest first; bits beyond the 64th are dropped, as Go and protoc do. */
static bool take_varint(struct protobuf *message, uint64_t *ret)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < VARINT_BYTES_MAX; i++) {
		const unsigned char *byte = take(message, 1);

		if (!byte)
			return false;
		value |= (uint64_t)(*byte & 0x7f) << (7 * i);
		if (!(*byte & 0x80)) {
			*ret = value;
			return true;
		}
	}
	return false;
}

/* The least significant byte first. */
static bool take_fixed(struct protobuf *message, size_t size, uint64_t *ret)
{
	const unsigned char *bytes = take(message, size);
	uint64_t value = 0;

	if (!bytes)
		return false;
	memcpy(&value, bytes, size);
	*ret = le64toh(value);
	return true;
}

static bool take_value(struct protobuf *message, unsigned int type, struct protobuf_field *ret)
{
	uint64_t size;

	switch (type) {
	case WIRE_VARINT:
		return take_varint(message, &ret->value);
	case WIRE_EIGHT:
		return take_fixed(message, 8, &ret->value);
	case WIRE_FOUR:
		return take_fixed(message, 4, &ret->value);
	case WIRE_BYTES:
		ret->kind = PROTOBUF_BYTES;
		if (!take_varint(message, &size))
			return false;
		ret->bytes = take(message, size);
		ret->size = (size_t)size;
		return ret->bytes;
	default:
		return false;
	}
}

int protobuf_next(struct protobuf *message, struct protobuf_field *ret)
{
	struct protobuf_field field = {.kind = PROTOBUF_NUMBER};
	uint64_t key;

	if (message->size == 0)
		return 0;
	if (!take_varint(message, &key) || key >> 3 == 0 || key >> 3 > FIELD_NUMBER_MAX)
		return -EBADMSG;
	field.number = (uint32_t)(key >> 3);
	if (!take_value(message, key & 7, &field))
		return -EBADMSG;
	*ret = field;
	return 1;
}
