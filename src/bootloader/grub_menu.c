/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The menu in grub.cfg, which of its entries GRUB boots by itself, and GRUB's environment block. */
#include "config.h"

#include <ctype.h>
#include <errno.h>

#include "bootloader/grub_menu.h"
#include "util/util.h"

#define ITEMS_MAX  512
#define BLOCKS_MAX 32 /* braces within braces */

struct item {
	bool submenu;
	unsigned int level; /* 0 at the top */
	char title[128], id[GRUB_IMAGE_SIZE], image[GRUB_IMAGE_SIZE];
};

struct menu {
	struct item *items;
	size_t count;
};

static void cleanup_menu(struct menu *menu)
{
	free(menu->items);
}

/* The next word of a line, its quotes taken off as the shell does; false at the end of the line. */
static bool next_word(const char **text, char *ret, size_t size)
{
	const char *c = *text + strspn(*text, " \t");
	bool any = *c && *c != '\n';
	size_t out = 0;
	char quote = 0;

	for (; *c && *c != '\n' && (quote || (*c != ' ' && *c != '\t')); c++) {
		if (quote ? *c == quote : *c == '\'' || *c == '"') {
			quote = quote ? 0 : *c;
			continue;
		}
		if (*c == '\\' && quote != '\'' && c[1] && c[1] != '\n')
			c++;
		if (out < size - 1)
			ret[out++] = *c;
	}
	if (any)
		ret[out] = '\0';
	*text = c;
	return any;
}

/* The rest of a line that begins an entry: title, identifier. */
static void read_head(const char *rest, struct item *item)
{
	char word[GRUB_IMAGE_SIZE];

	next_word(&rest, item->title, sizeof(item->title));
	while (next_word(&rest, word, sizeof(word)))
		if (text_equal(word, "$menuentry_id_option") || text_equal(word, "--id"))
			next_word(&rest, item->id, sizeof(item->id));
		else if (text_starts(word, "--id="))
			snprintf(item->id, sizeof(item->id), "%s", word + strlen("--id="));
}

/* The blocks that are open around a line: which of them are menu entries, and how many. */
struct blocks {
	bool menu[BLOCKS_MAX];
	unsigned int depth, level;
};

static void read_line(const char *line, struct menu *menu, struct blocks *blocks)
{
	size_t length = text_line_length(line, " \t\r\v\f");
	const char *rest = line;
	char word[32];
	bool submenu, entry;

	if (!next_word(&rest, word, sizeof(word)))
		return;
	submenu = text_equal(word, "submenu");
	entry = (submenu || text_equal(word, "menuentry")) && menu->count < ITEMS_MAX;
	if (entry) {
		struct item *item = &menu->items[menu->count++];

		*item = (struct item){.submenu = submenu, .level = blocks->level};
		read_head(rest, item);
	}
	if (*word == '}' && blocks->depth > 0) {
		blocks->level -= blocks->menu[--blocks->depth];
	} else if (length > 0 && line[length - 1] == '{' && blocks->depth < BLOCKS_MAX) {
		blocks->menu[blocks->depth++] = entry;
		blocks->level += entry;
	}
	/* "linux", "linuxefi", "linux16" */
	if (menu->count > 0 && blocks->level > 0 && text_starts(word, "linux") &&
	    !menu->items[menu->count - 1].image[0])
		next_word(&rest, menu->items[menu->count - 1].image, GRUB_IMAGE_SIZE);
}

static bool read_menu(const char *text, struct menu *ret)
{
	struct blocks blocks = {0};

	ret->items = xcalloc(ITEMS_MAX, sizeof(*ret->items));
	for (; *text; text = text_next_line(text))
		read_line(text, ret, &blocks);
	return ret->count < ITEMS_MAX;
}

void grub_menu_parse(const char *text, struct grub_menu *ret)
{
	static const char key[] = "default=";

	*ret = (struct grub_menu){.fallback = "0"};
	for (; *text; text = text_next_line(text)) {
		const char *rest = text;
		char word[32], value[sizeof(ret->fallback)];

		if (!next_word(&rest, word, sizeof(word)))
			continue;
		ret->blscfg |= text_equal(word, "blscfg");
		if (!text_equal(word, "set") || !next_word(&rest, value, sizeof(value)) ||
		    !text_starts(value, key) || text_equal(value, "default=${next_entry}"))
			continue;
		snprintf(ret->fallback, sizeof(ret->fallback), "%s", value + strlen(key));
		ret->saved = text_equal(ret->fallback, "${saved_entry}");
	}
}

/* The item at this level that a name stands for; the first one when there is none of the name. */
static const struct item *find_item(const struct menu *menu, size_t from, unsigned int level,
				    const char *name)
{
	const struct item *first = NULL;
	char *end;
	unsigned long number = strtoul(name, &end, 10), index = 0;
	bool numeric = isdigit((unsigned char)*name) && !*end;

	for (size_t i = from; i < menu->count && menu->items[i].level >= level; i++) {
		const struct item *item = &menu->items[i];

		if (item->level != level)
			continue;
		if (numeric ? index == number : text_equal(item->id, name) || text_equal(item->title, name))
			return item;
		index++;
		if (!first)
			first = item;
	}
	return first;
}

bool grub_menu_image(const char *text, const char *entry, char *ret_image, char *ret_id)
{
	_cleanup_(cleanup_menu) struct menu menu = {0};
	const struct item *item = NULL;
	unsigned int level = 0;
	size_t from = 0;

	if (!read_menu(text, &menu))
		return false;
	do {
		size_t length = strcspn(entry, ">");
		char name[GRUB_IMAGE_SIZE];

		snprintf(name, sizeof(name), "%.*s", (int)length, entry);
		entry += length + (entry[length] == '>');
		item = find_item(&menu, from, level++, name);
		if (item)
			from = (size_t)(item - menu.items) + 1;
	} while (item && item->submenu && level < BLOCKS_MAX);
	if (!item || !item->image[0])
		return false;
	snprintf(ret_image, GRUB_IMAGE_SIZE, "%s", item->image);
	snprintf(ret_id, GRUB_IMAGE_SIZE, "%s", item->id[0] ? item->id : item->title);
	return true;
}

char *grub_menu_entry(const char *text, const char *release)
{
	_cleanup_free_ char *wanted = format_text("gnulinux-%s-advanced-", release);
	_cleanup_(cleanup_menu) struct menu menu = {0};
	const char *submenu = NULL;

	read_menu(text, &menu);
	for (size_t i = 0; i < menu.count; i++) {
		const struct item *item = &menu.items[i];

		if (item->level == 0)
			submenu = item->submenu ? item->id : NULL;
		if (!item->submenu && text_starts(item->id, wanted))
			return submenu ? format_text("%s>%s", submenu, item->id) : xstrdup(item->id);
	}
	return NULL;
}

#define GRUBENV_MIN 1024 /* what grub-editenv makes; GRUB takes a longer one too */

int grubenv_get(const char *block, size_t size, const char *name, char **ret_value)
{
	static const char signature[] = "# GRUB Environment Block\n";
	_cleanup_free_ char *line = xmalloc(size + 1);
	const char *end = block + size;
	size_t prefix = strlen(name) + 1;

	if (size < GRUBENV_MIN || memcmp(block, signature, strlen(signature)) != 0 ||
	    memchr(block, '\0', size))
		return -EBADMSG;
	*ret_value = NULL;
	for (const char *c = block + strlen(signature); c < end && !*ret_value; c++) {
		bool wanted = (size_t)(end - c) > prefix && c[prefix - 1] == '=' &&
			      c[prefix] != '\n' && strncmp(c, name, prefix - 1) == 0;
		size_t length = 0;

		/* What stands behind a backslash, a line end too, belongs to the line. */
		for (; c < end && *c != '\n'; c++) {
			c += *c == '\\' && c + 1 < end;
			line[length++] = *c;
		}
		line[length] = '\0';
		if (wanted)
			*ret_value = xstrdup(line + prefix);
	}
	return 0;
}
