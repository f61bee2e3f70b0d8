/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel will make of a file, told by its first bytes. */
#include "config.h"

#include <elf.h>
#include <endian.h>

#include "group.h"
#include "text/elf.h"
#include "util/util.h"

static const struct elf_machine amd64 = {ELFCLASS64, ELFDATA2LSB, EM_X86_64};

/* A binary with one loaded segment and, with loader, one that names it. */
struct binary {
	Elf64_Ehdr header;
	Elf64_Phdr segments[2];
	char loader[32];
	char rest[512];
};

static void make(struct binary *binary, uint16_t machine, const char *loader)
{
	*binary = (struct binary){
		.header = {.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
			   .e_type = htole16(ET_DYN),
			   .e_machine = htole16(machine),
			   .e_phoff = htole64(offsetof(struct binary, segments)),
			   .e_phentsize = htole16(sizeof(Elf64_Phdr)),
			   .e_phnum = htole16(loader ? 2 : 1)},
		.segments = {{.p_type = htole32(PT_LOAD), .p_filesz = htole64(sizeof(*binary))},
			     {.p_type = htole32(PT_INTERP),
			      .p_offset = htole64(offsetof(struct binary, loader))}},
	};
	if (loader) {
		strcpy(binary->loader, loader);
		binary->segments[1].p_filesz = htole64(strlen(loader) + 1);
	}
}

static enum elf_kind kind_of(const void *bytes, size_t size, const struct elf_machine *node,
			     struct elf_file *ret)
{
	char *exact = memcpy(calloc(1, size ? size : 1), bytes, size);

	elf_read(exact, size, size, node, ret);
	free(exact);
	return ret->kind;
}

static void test_binary(void **state)
{
	struct elf_file file;
	struct binary binary;

	make(&binary, EM_X86_64, NULL);
	assert_int_equal(kind_of(&binary, sizeof(binary), &amd64, &file), ELF_KIND_BINARY);
	assert_string_equal(file.interpreter, "");
	make(&binary, EM_X86_64, "/lib64/ld.so");
	assert_int_equal(kind_of(&binary, sizeof(binary), &amd64, &file), ELF_KIND_BINARY);
	assert_string_equal(file.interpreter, "/lib64/ld.so");
	assert_string_equal(elf_machine_name(&file.machine), "x86_64");
}

static void test_machines(void **state)
{
	static const struct elf_machine ppc64le = {ELFCLASS64, ELFDATA2LSB, EM_PPC64};
	static const struct elf_machine ppc64 = {ELFCLASS64, ELFDATA2MSB, EM_PPC64};
	static const struct elf_machine arm = {ELFCLASS32, ELFDATA2LSB, EM_ARM};
	struct elf_file file;
	struct binary binary;

	make(&binary, EM_AARCH64, NULL);
	assert_int_equal(kind_of(&binary, sizeof(binary), &amd64, &file), ELF_KIND_FOREIGN);
	assert_string_equal(elf_machine_name(&file.machine), "aarch64");
	assert_int_equal(kind_of(&binary, sizeof(binary), NULL, &file), ELF_KIND_BINARY);
	assert_int_equal(kind_of(&binary, sizeof(binary), &arm, &file), ELF_KIND_BINARY);
	make(&binary, EM_386, NULL);
	assert_int_equal(kind_of(&binary, sizeof(binary), &amd64, &file), ELF_KIND_BINARY);
	make(&binary, EM_PPC64, NULL);
	assert_int_equal(kind_of(&binary, sizeof(binary), &ppc64le, &file), ELF_KIND_BINARY);
	assert_int_equal(kind_of(&binary, sizeof(binary), &ppc64, &file), ELF_KIND_FOREIGN);
	assert_string_equal(elf_machine_name(&file.machine), "ppc64le");
	make(&binary, 0x1234, NULL);
	assert_int_equal(kind_of(&binary, sizeof(binary), &amd64, &file), ELF_KIND_FOREIGN);
	assert_string_equal(elf_machine_name(&file.machine), "an unknown machine");
}

/* Each cut is a truncated binary, from the byte behind the magic to the last but one. */
static void test_truncated(void **state)
{
	struct elf_file file;
	struct binary binary;

	make(&binary, EM_X86_64, "/lib64/ld.so");
	for (size_t size = SELFMAG; size < sizeof(binary); size++)
		if (kind_of(&binary, size, &amd64, &file) != ELF_KIND_TRUNCATED)
			fail_msg("cut to %zu bytes: kind %d", size, file.kind);
	binary.segments[0].p_offset = UINT64_MAX;
	assert_int_equal(kind_of(&binary, sizeof(binary), NULL, &file), ELF_KIND_TRUNCATED);
	binary.header.e_phoff = htole64(UINT64_MAX - 8);
	assert_int_equal(kind_of(&binary, sizeof(binary), NULL, &file), ELF_KIND_TRUNCATED);
}

static void test_refused(void **state)
{
	static const char zeros[4096];
	struct elf_file file;
	struct binary binary;

	assert_int_equal(kind_of("", 0, &amd64, &file), ELF_KIND_EMPTY);
	assert_int_equal(kind_of(zeros, sizeof(zeros), &amd64, &file), ELF_KIND_UNKNOWN);
	assert_int_equal(kind_of("echo x\n", 7, &amd64, &file), ELF_KIND_UNKNOWN);
	assert_int_equal(kind_of("\x7f", 1, &amd64, &file), ELF_KIND_UNKNOWN);
	make(&binary, EM_X86_64, NULL);
	binary.header.e_type = htole16(ET_REL);
	assert_int_equal(kind_of(&binary, sizeof(binary), &amd64, &file), ELF_KIND_UNKNOWN);
	make(&binary, EM_X86_64, NULL);
	binary.header.e_phnum = 0;
	assert_int_equal(kind_of(&binary, sizeof(binary), &amd64, &file), ELF_KIND_UNKNOWN);
	make(&binary, EM_X86_64, NULL);
	binary.header.e_ident[EI_CLASS] = 7;
	assert_int_equal(kind_of(&binary, sizeof(binary), &amd64, &file), ELF_KIND_UNKNOWN);
}

static void expect_script(const char *text, const char *interpreter)
{
	struct elf_file file;
	enum elf_kind kind = kind_of(text, strlen(text), &amd64, &file);

	assert_int_equal(kind, interpreter ? ELF_KIND_SCRIPT : ELF_KIND_UNKNOWN);
	assert_string_equal(file.interpreter, interpreter ? interpreter : "");
}

static void test_script(void **state)
{
	char line[ELF_SCRIPT_LINE_MAX + 16];

	expect_script("#!/bin/sh\n", "/bin/sh");
	expect_script("#! /usr/bin/env -S bash\nx", "/usr/bin/env");
	expect_script("#!/bin/sh", "/bin/sh");
	expect_script("#!", NULL);
	expect_script("#! \t\n/bin/sh", NULL);
	memset(line, 'a', sizeof(line));
	memcpy(line, "#!/", 3);
	line[sizeof(line) - 1] = '\0';
	expect_script(line, NULL);
	line[ELF_SCRIPT_LINE_MAX - 1] = '\n';
	line[ELF_SCRIPT_LINE_MAX] = '\0';
	expect_script(line, strndupa(line + 2, ELF_SCRIPT_LINE_MAX - 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_binary),    cmocka_unit_test(test_machines),
		cmocka_unit_test(test_truncated), cmocka_unit_test(test_refused),
		cmocka_unit_test(test_script),
	};

	return RUN_GROUP("elf", tests);
}
