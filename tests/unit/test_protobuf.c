/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The wire format of protobuf. */
#include "config.h"

#include <errno.h>

#include "fixture.h"
#include "text/protobuf.h"

#define BYTES(text) text, sizeof(text) - 1

/* The fields as text, "1=150 2="testing" "; and what comes after the last. */
static const struct {
	const char *bytes;
	size_t size;
	const char *fields;
	int end;
} rows[] = {
	{BYTES(""), "", 0},
	{BYTES("\x08\x96\x01"), "1=150 ", 0},
	{BYTES("\x08\x01\x12\x07testing"), "1=1 2=\"testing\" ", 0},
	{BYTES("\x12\x00"), "2=\"\" ", 0},
	{BYTES("\x0d\x01\x02\x00\x00"), "1=513 ", 0},
	{BYTES("\x09\x01\x00\x00\x00\x00\x00\x00\x80"), "1=9223372036854775809 ", 0},
	{BYTES("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), "1=18446744073709551615 ", 0},
	/* The last number there is. */
	{BYTES("\xf8\xff\xff\xff\x0f\x01"), "536870911=1 ", 0},
	{BYTES("\x80\x80\x80\x80\x10\x01"), "", -EBADMSG},
	{BYTES("\x00\x01"), "", -EBADMSG},                 /* number 0 */
	{BYTES("\x08"), "", -EBADMSG},                     /* no value */
	{BYTES("\x08\x80"), "", -EBADMSG},                 /* a varint that is cut off */
	{BYTES("\x80"), "", -EBADMSG},
	{BYTES("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), "", -EBADMSG},
	{BYTES("\x08\x01\x12\x03" "ab"), "1=1 ", -EBADMSG}, /* longer than the message */
	{BYTES("\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01x"), "", -EBADMSG},
	{BYTES("\x0d\x01\x02\x00"), "", -EBADMSG},
	{BYTES("\x09\x01\x02\x00\x00\x00\x00\x00"), "", -EBADMSG},
	{BYTES("\x0b\x0c"), "", -EBADMSG},                 /* a group */
	{BYTES("\x0e\x01"), "", -EBADMSG},                 /* a type that there is not */
};

static void test_rows(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct protobuf message = {(const unsigned char *)rows[i].bytes, rows[i].size};
		_cleanup_free_ char *text = NULL;
		struct protobuf_field field;
		size_t size;
		FILE *out = open_memstream(&text, &size);
		int r;

		while ((r = protobuf_next(&message, &field)) > 0)
			if (field.kind == PROTOBUF_NUMBER)
				fprintf(out, "%u=%llu ", field.number, (unsigned long long)field.value);
			else
				fprintf(out, "%u=\"%.*s\" ", field.number, (int)field.size,
					(const char *)field.bytes);
		fclose(out);
		assert_string_equal(text, rows[i].fields);
		assert_int_equal(r, rows[i].end);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
	};

	return RUN_GROUP("protobuf", tests);
}
