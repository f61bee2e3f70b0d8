/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: what the kernel makes of a file that is executed. */
#include "config.h"

#include <elf.h>

#include "target.h"
#include "text/elf.h"
#include "util/util.h"

void target_elf(const char *text, size_t size)
{
	static const struct elf_machine node = {ELFCLASS64, ELFDATA2LSB, EM_X86_64};
	static const uint64_t missing[] = {0, 1, UINT32_MAX, (uint64_t)INT64_MAX};
	size_t head = size < ELF_HEAD_SIZE ? size : ELF_HEAD_SIZE;
	struct elf_file file;

	for (size_t i = 0; i < ARRAY_SIZE(missing); i++) {
		elf_read(text, head, size + missing[i], i % 2 ? &node : NULL, &file);
		claim_ends(file.interpreter, sizeof(file.interpreter));
		CLAIM(file.kind <= ELF_KIND_UNKNOWN);
		CLAIM(file.kind != ELF_KIND_SCRIPT || *file.interpreter);
		CLAIM(file.kind != ELF_KIND_FOREIGN || i % 2);
		CLAIM(elf_machine_name(&file.machine));
	}
}
