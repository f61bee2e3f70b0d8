/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* grub.cfg as grub-mkconfig writes it. */
#include "config.h"

#include "bootloader/grub_cfg.h"
#include "util/util.h"

static const char id_option[] = "$menuentry_id_option '";

/* The identifier in a menuentry or submenu line; NULL when it has none. Points into the line. */
static const char *find_id(const char *line, size_t length, size_t *ret_length)
{
	const char *id = memmem(line, length, id_option, strlen(id_option));
	const char *end;

	if (!id)
		return NULL;
	id += strlen(id_option);
	end = memchr(id, '\'', length - (size_t)(id - line));
	if (!end)
		return NULL;
	*ret_length = (size_t)(end - id);
	return id;
}

/* "gnulinux-RELEASE-advanced-UUID"; the recovery entry is "gnulinux-RELEASE-recovery-UUID". */
static bool is_entry_of(const char *id, size_t length, const char *release)
{
	_cleanup_free_ char *wanted = format_text("gnulinux-%s-advanced-", release);

	return length > strlen(wanted) && strncmp(id, wanted, strlen(wanted)) == 0;
}

char *grub_cfg_entry(const char *text, const char *release)
{
	const char *submenu = NULL, *id;
	size_t submenu_length = 0, length = 0;

	while (*text) {
		size_t line = strcspn(text, "\n");
		const char *word = text + strspn(text, " \t");

		if (text_starts(word, "submenu "))
			submenu = find_id(text, line, &submenu_length);
		if (text_starts(word, "menuentry ") && (id = find_id(text, line, &length)) &&
		    is_entry_of(id, length, release))
			return format_text("%.*s%s%.*s", (int)submenu_length,
					   submenu ? submenu : "", submenu ? ">" : "", (int)length,
					   id);
		text += line + (text[line] == '\n');
	}
	return NULL;
}
