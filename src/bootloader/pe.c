/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* PE/COFF: where a section lies (Microsoft's PE format: offsets of the headers). */
#include "config.h"

#include "bootloader/pe.h"
#include "util/util.h"

#define POINTER_AT     0x3c /* in the DOS header: where the PE header lies */
#define COFF_SIZE      24   /* "PE\0\0" and the COFF header */
#define SECTIONS_AT    6    /* in the PE header: how many sections */
#define OPTIONAL_AT    20   /* … and how long the optional header is */
#define SECTION_SIZE   40
#define VIRTUAL_AT     8    /* in a section's header: its length, … */
#define RAW_AT         16   /* … that in the file, padded, … */
#define RAW_POINTER_AT 20   /* … and where it lies in the file */
#define NAME_SIZE      8

static uint32_t read_16(const unsigned char *at)
{
	return at[0] | (uint32_t)at[1] << 8;
}

static uint32_t read_32(const unsigned char *at)
{
	return read_16(at) | read_16(at + 2) << 16;
}

bool pe_section(const unsigned char *head, size_t size, const char *name, uint32_t *ret_offset,
		uint32_t *ret_length)
{
	size_t pe, table, sections;

	if (size < POINTER_AT + 4 || memcmp(head, "MZ", 2) != 0)
		return false;
	pe = read_32(head + POINTER_AT);
	if (pe > size || size - pe < COFF_SIZE || memcmp(head + pe, "PE\0\0", 4) != 0)
		return false;
	sections = read_16(head + pe + SECTIONS_AT);
	table = pe + COFF_SIZE + read_16(head + pe + OPTIONAL_AT);
	for (; sections > 0 && table + SECTION_SIZE <= size; sections--, table += SECTION_SIZE) {
		uint32_t length = read_32(head + table + VIRTUAL_AT), raw = read_32(head + table + RAW_AT);

		if (strncmp((const char *)head + table, name, NAME_SIZE) != 0)
			continue;
		*ret_offset = read_32(head + table + RAW_POINTER_AT);
		*ret_length = length < raw ? length : raw;
		return true;
	}
	return false;
}
