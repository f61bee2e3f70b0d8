/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The nodes of a module index. Each number is of 32 bits, the most significant byte first. */
#include "config.h"

#include <stdbool.h>
#include <string.h>

#include "formats/index_node.h"

#define MAGIC         0xb007f457u
#define FORMAT_VERSION 0x00020001u
#define NUMBER_SIZE   4

/* A reference is an offset, with what the node has in its upper bits. */
#define HAS_PREFIX    0x80000000u
#define HAS_VALUES    0x40000000u
#define HAS_CHILDREN  0x20000000u
#define OFFSET_MASK   0x0fffffffu

/* What is left of a node. */
struct reader {
	const unsigned char *bytes;
	size_t size;
};

static bool skip(struct reader *reader, size_t count)
{
	if (reader->size < count)
		return false;
	reader->bytes += count;
	reader->size -= count;
	return true;
}

static bool read_number(struct reader *reader, uint32_t *ret)
{
	const unsigned char *b = reader->bytes;

	if (!skip(reader, NUMBER_SIZE))
		return false;
	*ret = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
	return true;
}

/* NULL when it does not end within the bytes. */
static const char *read_text(struct reader *reader)
{
	const char *text = (const char *)reader->bytes;
	size_t length = strnlen(text, reader->size);

	return skip(reader, length + 1) ? text : NULL;
}

uint32_t index_root(const unsigned char *head, size_t size)
{
	struct reader reader = {head, size};
	uint32_t magic, version, root;

	if (!read_number(&reader, &magic) || !read_number(&reader, &version) ||
	    !read_number(&reader, &root) || magic != MAGIC || version != FORMAT_VERSION)
		return 0;
	return root;
}

uint32_t index_offset(uint32_t reference)
{
	return reference & OFFSET_MASK;
}

/* The letter behind the prefix decides which child it is. */
static enum index_step step_on(struct reader *reader, const char **rest, uint32_t *ret_reference)
{
	unsigned char letter = (unsigned char)**rest;
	const unsigned char *range = reader->bytes;

	if (!skip(reader, 2))
		return INDEX_STEP_BAD;
	if (letter < range[0] || letter > range[1])
		return INDEX_STEP_NONE;
	if (!skip(reader, (size_t)(letter - range[0]) * NUMBER_SIZE) ||
	    !read_number(reader, ret_reference))
		return INDEX_STEP_BAD;
	(*rest)++;
	return index_offset(*ret_reference) ? INDEX_STEP_ON : INDEX_STEP_NONE;
}

/* The name ends here: the first of the values is the one that counts. */
static enum index_step take_value(struct reader *reader, bool has_children, const char **ret_value)
{
	const unsigned char *range = reader->bytes;
	uint32_t count, priority;

	if (has_children &&
	    (!skip(reader, 2) || range[1] < range[0] ||
	     !skip(reader, (size_t)(range[1] - range[0] + 1) * NUMBER_SIZE)))
		return INDEX_STEP_BAD;
	if (!read_number(reader, &count) || count == 0 || !read_number(reader, &priority))
		return INDEX_STEP_BAD;
	*ret_value = read_text(reader);
	return *ret_value ? INDEX_STEP_FOUND : INDEX_STEP_BAD;
}

enum index_step index_step(const unsigned char *bytes, size_t size, uint32_t reference,
			   const char **rest, uint32_t *ret_reference, const char **ret_value)
{
	struct reader reader = {bytes, size};
	bool children = reference & HAS_CHILDREN;

	if (reference & HAS_PREFIX) {
		const char *prefix = read_text(&reader);
		size_t length = prefix ? strlen(prefix) : 0;

		if (!prefix)
			return INDEX_STEP_BAD;
		if (strncmp(*rest, prefix, length) != 0)
			return INDEX_STEP_NONE;
		*rest += length;
	}
	if (!**rest)
		return reference & HAS_VALUES ? take_value(&reader, children, ret_value)
					      : INDEX_STEP_NONE;
	return children ? step_on(&reader, rest, ret_reference) : INDEX_STEP_NONE;
}
