/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the kernel will make of a file that is executed (fs/binfmt_elf.c, fs/binfmt_script.c). An
 * image can have the other byte order, so that no field is read through the structures.
 */
#include "config.h"

#include <elf.h>

#include "text/elf.h"
#include "util/util.h"

#ifndef EM_LOONGARCH
#define EM_LOONGARCH 258 /* glibc 2.36 */
#endif

struct reader {
	const unsigned char *head;
	size_t head_size;
	uint64_t size;
	struct elf_machine machine;
};

static const struct {
	uint16_t number;
	uint8_t width, order; /* 0: either */
	const char *name;
} machines[] = {
	{EM_X86_64, ELFCLASS64, 0, "x86_64"},
	{EM_X86_64, ELFCLASS32, 0, "x32"},
	{EM_386, 0, 0, "i386"},
	{EM_AARCH64, 0, 0, "aarch64"},
	{EM_ARM, 0, 0, "arm"},
	{EM_PPC64, 0, ELFDATA2LSB, "ppc64le"},
	{EM_PPC64, 0, ELFDATA2MSB, "ppc64"},
	{EM_S390, ELFCLASS64, 0, "s390x"},
	{EM_RISCV, ELFCLASS64, 0, "riscv64"},
	{EM_LOONGARCH, ELFCLASS64, 0, "loongarch64"},
	{EM_MIPS, 0, 0, "mips"},
};

const char *elf_machine_name(const struct elf_machine *machine)
{
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		if (machines[i].number == machine->number &&
		    (!machines[i].width || machines[i].width == machine->width) &&
		    (!machines[i].order || machines[i].order == machine->order))
			return machines[i].name;
	return "an unknown machine";
}

/* The machine that stands for its family. */
static uint16_t family(uint16_t number)
{
	return number == EM_386 ? EM_X86_64 : number == EM_ARM ? EM_AARCH64 : number;
}

static bool at_home(const struct elf_machine *file, const struct elf_machine *node)
{
	if (file->number != node->number)
		return family(file->number) == family(node->number);
	return file->order == node->order;
}

/* A field of that many bytes; the caller knows that it lies in the head. */
static uint64_t field(const struct reader *reader, size_t offset, size_t length)
{
	uint64_t value = 0;

	for (size_t i = 0; i < length; i++) {
		size_t place = reader->machine.order == ELFDATA2LSB ? length - 1 - i : i;

		value = value << 8 | reader->head[offset + place];
	}
	return value;
}

/* The fields of the 32-bit and of the 64-bit layout lie in different places. */
#define FIELD(reader, base, type, member)                                                          \
	((reader)->machine.width == ELFCLASS64                                                     \
		 ? field(reader, (base) + offsetof(Elf64_##type, member),                          \
			 sizeof(((Elf64_##type *)NULL)->member))                                   \
		 : field(reader, (base) + offsetof(Elf32_##type, member),                          \
			 sizeof(((Elf32_##type *)NULL)->member)))
#define LAYOUT_SIZE(reader, type)                                                                  \
	((reader)->machine.width == ELFCLASS64 ? sizeof(Elf64_##type) : sizeof(Elf32_##type))

static bool lies_within(uint64_t offset, uint64_t length, uint64_t size)
{
	return offset <= size && length <= size - offset;
}

/* The segments that are loaded must lie in the file; one segment names the dynamic loader. */
static enum elf_kind read_segments(const struct reader *reader, struct elf_file *ret)
{
	uint64_t table = FIELD(reader, 0, Ehdr, e_phoff), count = FIELD(reader, 0, Ehdr, e_phnum);
	size_t row = LAYOUT_SIZE(reader, Phdr);

	if (count == 0 || FIELD(reader, 0, Ehdr, e_phentsize) != row)
		return ELF_KIND_UNKNOWN;
	if (!lies_within(table, count * row, reader->size))
		return ELF_KIND_TRUNCATED;
	for (uint64_t i = 0; i < count; i++) {
		uint64_t base = table + i * row, type, offset, length;

		if (!lies_within(base, row, reader->head_size))
			break;
		type = FIELD(reader, base, Phdr, p_type);
		offset = FIELD(reader, base, Phdr, p_offset);
		length = FIELD(reader, base, Phdr, p_filesz);
		if (type != PT_LOAD && type != PT_INTERP)
			continue;
		if (!lies_within(offset, length, reader->size))
			return ELF_KIND_TRUNCATED;
		if (type == PT_INTERP && length < sizeof(ret->interpreter) &&
		    lies_within(offset, length, reader->head_size))
			memcpy(ret->interpreter, reader->head + offset, length);
	}
	return ELF_KIND_BINARY;
}

static enum elf_kind read_binary(struct reader *reader, const struct elf_machine *node,
				 struct elf_file *ret)
{
	uint64_t type;

	if (reader->head_size <= EI_DATA)
		return ELF_KIND_TRUNCATED;
	reader->machine.width = reader->head[EI_CLASS];
	reader->machine.order = reader->head[EI_DATA];
	if ((reader->machine.width != ELFCLASS32 && reader->machine.width != ELFCLASS64) ||
	    (reader->machine.order != ELFDATA2LSB && reader->machine.order != ELFDATA2MSB))
		return ELF_KIND_UNKNOWN;
	if (reader->head_size < LAYOUT_SIZE(reader, Ehdr))
		return ELF_KIND_TRUNCATED;
	reader->machine.number = (uint16_t)FIELD(reader, 0, Ehdr, e_machine);
	ret->machine = reader->machine;
	if (node && !at_home(&reader->machine, node))
		return ELF_KIND_FOREIGN;
	type = FIELD(reader, 0, Ehdr, e_type);
	if (type != ET_EXEC && type != ET_DYN)
		return ELF_KIND_UNKNOWN;
	return read_segments(reader, ret);
}

/* "#!", blanks, the path, then a blank or the end of the line. */
static enum elf_kind read_script(const struct reader *reader, struct elf_file *ret)
{
	size_t room =
		reader->head_size < ELF_SCRIPT_LINE_MAX ? reader->head_size : ELF_SCRIPT_LINE_MAX;
	char line[ELF_SCRIPT_LINE_MAX + 1];
	char *path;

	memcpy(line, reader->head, room);
	line[room] = '\0';
	path = line + strlen("#!");
	path += strspn(path, " \t");
	path[strcspn(path, " \t\n")] = '\0';
	/* A path that fills the line to its last byte is cut, and the kernel refuses it. */
	if (!*path || path + strlen(path) == line + ELF_SCRIPT_LINE_MAX)
		return ELF_KIND_UNKNOWN;
	strcpy(ret->interpreter, path);
	return ELF_KIND_SCRIPT;
}

void elf_read(const void *head, size_t head_size, uint64_t size, const struct elf_machine *node,
	      struct elf_file *ret)
{
	struct reader reader = {.head = head, .head_size = head_size, .size = size};

	*ret = (struct elf_file){.kind = ELF_KIND_UNKNOWN};
	if (size == 0 || head_size == 0)
		ret->kind = ELF_KIND_EMPTY;
	else if (head_size >= SELFMAG && memcmp(head, ELFMAG, SELFMAG) == 0)
		ret->kind = read_binary(&reader, node, ret);
	else if (head_size >= 2 && memcmp(head, "#!", 2) == 0)
		ret->kind = read_script(&reader, ret);
}
