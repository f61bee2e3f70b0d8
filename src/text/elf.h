/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel will make of a file that is executed: ELF binary, script, or nothing it knows. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* How much of a file's beginning elf_read() wants to see: headers, and the interpreter's name. */
#define ELF_HEAD_SIZE 4096

/* A kernel reads a script's first line so far and no further (BINPRM_BUF_SIZE). */
#define ELF_SCRIPT_LINE_MAX 256

enum elf_kind {
	ELF_KIND_BINARY,
	ELF_KIND_SCRIPT,
	ELF_KIND_EMPTY,
	ELF_KIND_FOREIGN,   /* a binary for another machine */
	ELF_KIND_TRUNCATED, /* a binary whose end is missing */
	ELF_KIND_UNKNOWN,   /* none of these: ENOEXEC */
};

/* The machine that a binary is for, as in its ELF header. */
struct elf_machine {
	uint8_t width;   /* EI_CLASS */
	uint8_t order;   /* EI_DATA */
	uint16_t number; /* e_machine */
};

struct elf_file {
	enum elf_kind kind;
	struct elf_machine machine;             /* of BINARY, FOREIGN; else what was read, or 0 */
	char interpreter[ELF_SCRIPT_LINE_MAX]; /* of SCRIPT, BINARY: "" when it needs none */
};

/*
 * Judge a file by its first bytes (all of it, or ELF_HEAD_SIZE of them) and its size. node is the
 * machine that shall run it, NULL when that is not known. 32-bit x86 counts as at home on x86-64,
 * 32-bit ARM on aarch64, and the other way round: whether a kernel runs both cannot be seen here.
 */
void elf_read(const void *head, size_t head_size, uint64_t size, const struct elf_machine *node,
	      struct elf_file *ret);

/* "x86_64", "aarch64", …, or "an unknown machine". */
const char *elf_machine_name(const struct elf_machine *machine);
