/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The menu in grub.cfg, and which of its entries GRUB boots by itself. */
#include "config.h"

#include <ctype.h>

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
static bool next_word(const char **text, const char *end, char *ret, size_t size)
{
	const char *c = *text;
	size_t out = 0;
	char quote = 0;

	while (c < end && (*c == ' ' || *c == '\t'))
		c++;
	if (c == end)
		return false;
	for (; c < end && (quote || (*c != ' ' && *c != '\t')); c++) {
		if (quote ? *c == quote : *c == '\'' || *c == '"') {
			quote = quote ? 0 : *c;
			continue;
		}
		if (*c == '\\' && quote != '\'' && c + 1 < end)
			c++;
		if (out < size - 1)
			ret[out++] = *c;
	}
	ret[out] = '\0';
	*text = c;
	return true;
}

/* The rest of a line that begins an entry: title, identifier. */
static void read_head(const char *rest, const char *end, struct item *item)
{
	char word[GRUB_IMAGE_SIZE];

	next_word(&rest, end, item->title, sizeof(item->title));
	while (next_word(&rest, end, word, sizeof(word)))
		if (text_equal(word, "$menuentry_id_option") || text_equal(word, "--id"))
			next_word(&rest, end, item->id, sizeof(item->id));
		else if (text_starts(word, "--id="))
			snprintf(item->id, sizeof(item->id), "%s", word + strlen("--id="));
}

/* The blocks that are open around a line: which of them are menu entries. */
struct blocks {
	bool menu[BLOCKS_MAX];
	unsigned int depth;
};

static unsigned int level_of(const struct blocks *blocks)
{
	unsigned int level = 0;

	for (unsigned int i = 0; i < blocks->depth; i++)
		level += blocks->menu[i];
	return level;
}

static bool opens_block(const char *line, const char *end)
{
	while (end > line && isspace((unsigned char)end[-1]))
		end--;
	return end > line && end[-1] == '{';
}

static void read_line(const char *line, const char *end, struct menu *menu, struct blocks *blocks)
{
	const char *rest = line;
	char word[32];
	bool submenu, entry;

	if (!next_word(&rest, end, word, sizeof(word)))
		return;
	submenu = text_equal(word, "submenu");
	entry = (submenu || text_equal(word, "menuentry")) && menu->count < ITEMS_MAX;
	if (entry) {
		struct item *item = &menu->items[menu->count++];

		*item = (struct item){.submenu = submenu, .level = level_of(blocks)};
		read_head(rest, end, item);
	}
	if (*word == '}' && blocks->depth > 0)
		blocks->depth--;
	else if (opens_block(line, end) && blocks->depth < BLOCKS_MAX)
		blocks->menu[blocks->depth++] = entry;
	/* "linux", "linuxefi", "linux16" */
	if (menu->count > 0 && level_of(blocks) > 0 && text_starts(word, "linux")) {
		struct item *item = &menu->items[menu->count - 1];

		if (!item->image[0])
			next_word(&rest, end, item->image, sizeof(item->image));
	}
}

static bool read_menu(const char *text, struct menu *ret)
{
	struct blocks blocks = {0};

	ret->items = xcalloc(ITEMS_MAX, sizeof(*ret->items));
	while (*text) {
		size_t length = strcspn(text, "\n");

		read_line(text, text + length, ret, &blocks);
		text += length + (text[length] == '\n');
	}
	return ret->count < ITEMS_MAX;
}

void grub_menu_parse(const char *text, struct grub_menu *ret)
{
	struct grub_menu menu = {.fallback = "0"};

	while (*text) {
		size_t length = strcspn(text, "\n");
		const char *rest = text, *end = text + length;
		char word[32], value[sizeof(menu.fallback)];

		if (next_word(&rest, end, word, sizeof(word))) {
			menu.blscfg |= text_equal(word, "blscfg");
			if (text_equal(word, "set") && next_word(&rest, end, value, sizeof(value)) &&
			    text_starts(value, "default=") &&
			    !text_equal(value, "default=${next_entry}")) {
				memmove(menu.fallback, value + strlen("default="),
					strlen(value + strlen("default=")) + 1);
				menu.saved = text_equal(menu.fallback, "${saved_entry}");
			}
		}
		text += length + (text[length] == '\n');
	}
	*ret = menu;
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
