/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * modules.dep.bin and its like, as depmod writes them: a tree of the letters of the names, in which a
 * name is found in a few steps however many there are. (kmod, libkmod/libkmod-index.c.)
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* How much of the file's beginning index_root() wants to see. */
#define INDEX_HEAD_SIZE 12

/* How much of a node is read: letters, references to further nodes, and the line of a name. */
#define INDEX_NODE_SIZE 4096

enum index_step {
	INDEX_STEP_BAD,   /* damaged, or longer than INDEX_NODE_SIZE */
	INDEX_STEP_NONE,  /* the name is not in the index */
	INDEX_STEP_FOUND, /* *ret_value: the line of the name, within the bytes */
	INDEX_STEP_ON,    /* *ret_reference: the next node */
};

/* The reference to the first node; 0 when the head is none of such a file. */
uint32_t index_root(const unsigned char *head, size_t size);

/* Where the node of a reference begins in the file. */
uint32_t index_offset(uint32_t reference);

/*
 * One step at the node of that reference, whose bytes (up to INDEX_NODE_SIZE, or the file's end) are
 * given. *rest is what is left of the name, and goes on with the step.
 */
enum index_step index_step(const unsigned char *bytes, size_t size, uint32_t reference,
			   const char **rest, uint32_t *ret_reference, const char **ret_value);
