/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* PE/COFF, the form of EFI programs: where a section lies. A unified kernel image has ".uname". */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Enough for the headers of every image that ukify, dracut and mkosi build. */
#define PE_HEAD_SIZE 8192

/*
 * Find a section by its name (at most 8 bytes) in the first bytes of a file. False when this is no
 * PE file, its headers are not within size, or it has no such section.
 */
bool pe_section(const unsigned char *head, size_t size, const char *name, uint32_t *ret_offset,
		uint32_t *ret_length);
