/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: modprobe.d. */
#include "config.h"

#include "module/facts.h"
#include "target.h"
#include "util/util.h"

void target_modprobe_d(const char *text, size_t size)
{
	static const enum modprobe_kind kinds[] = {MODPROBE_BLACKLIST, MODPROBE_INSTALL,
						   MODPROBE_OPTIONS};
	unsigned int lines = 1;

	for (const char *c = text; *c; c++)
		lines += *c == '\n';
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct modprobe_line line = {.line = 0};

		if (!modprobe_find(text, kinds[i], "vxlan", &line)) {
			CLAIM(line.line == 0);
			continue;
		}
		CLAIM(line.kind == kinds[i] && line.line >= 1 && line.line <= lines);
		claim_ends(line.text, sizeof(line.text));
		claim_message(line.text);
	}
}
