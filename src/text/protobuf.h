/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The wire format of protobuf (protobuf.dev, "Encoding"): the fields of a message, one after the
 * other. The caller knows what the numbers of the fields mean.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum protobuf_kind {
	PROTOBUF_NUMBER, /* a varint, or a number of four or eight bytes */
	PROTOBUF_BYTES,  /* a string, or a message */
};

struct protobuf_field {
	uint32_t number; /* from 1 */
	enum protobuf_kind kind;
	uint64_t value;             /* PROTOBUF_NUMBER */
	const unsigned char *bytes; /* PROTOBUF_BYTES; within the message */
	size_t size;
};

/* What is left of a message; not owned. */
struct protobuf {
	const unsigned char *at;
	size_t size;
};

/*
 * The next field. 1, 0 at the end, -EBADMSG when no field follows. proto3 has no groups: -EBADMSG.
 */
int protobuf_next(struct protobuf *message, struct protobuf_field *ret);
