/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The values of a TOML document: to look them up, to take them, to merge them. */
#include "config.h"

#include <errno.h>

#include "text/quote.h"
#include "text/toml.h"
#include "util/util.h"

/* Indexed by enum toml_kind. */
static const char *const kind_names[] = {
	"a table", "a list", "a string", "an integer", "a number", "true or false", "a date",
};

void toml_free(struct toml *value)
{
	for (size_t i = 0; i < value->count; i++)
		toml_free(&value->members[i]);
	free(value->members);
	free(value->key);
	free(value->text);
	*value = (struct toml){0};
}

int toml_complain_words(struct toml_fault *ret_fault, unsigned int line, char *words)
{
	free(ret_fault->words);
	*ret_fault = (struct toml_fault){.line = line, .words = quote_message(words)};
	free(words);
	return -EBADMSG;
}

static struct toml *append(struct toml *parent)
{
	parent->members = xgrow(parent->members, parent->count, sizeof(*parent->members));
	return &parent->members[parent->count++];
}

struct toml *toml_add(struct toml *parent, const char *key, enum toml_kind kind)
{
	struct toml *member = append(parent);

	*member = (struct toml){.kind = kind, .key = key ? xstrdup(key) : NULL};
	return member;
}

static struct toml *find_key(const struct toml *table, const char *key,
			     int (*compare)(const char *, const char *))
{
	if (!table || table->kind != TOML_TABLE)
		return NULL;
	for (size_t i = 0; i < table->count; i++)
		if (compare(table->members[i].key, key) == 0)
			return &table->members[i];
	return NULL;
}

struct toml *toml_get(const struct toml *table, const char *key)
{
	return find_key(table, key, strcmp);
}

struct toml *toml_get_folded(const struct toml *table, const char *key)
{
	struct toml *member = toml_get(table, key);

	return member ? member : find_key(table, key, strcasecmp);
}

/* *ret_member is NULL when there is none. */
static int find_member(const struct toml *table, const char *key, enum toml_kind kind,
		       const struct toml **ret_member, struct toml_fault *ret_fault)
{
	const struct toml *member = toml_get_folded(table, key);

	if (table && table->kind != TOML_TABLE)
		return toml_complain(ret_fault, table->line, "%s is %s, not a table",
				     table->key ? table->key : "it", kind_names[table->kind]);
	if (member && member->kind != kind)
		return toml_complain(ret_fault, member->line, "%s is %s, not %s", key,
				     kind_names[member->kind], kind_names[kind]);
	*ret_member = member;
	return 0;
}

/* toml_take_NAME(), of members of that kind, whose value is that field. */
#define DEFINE_TAKE(name, type, kind, field)                                                       \
	int toml_take_##name(const struct toml *table, const char *key, type *ret,                 \
			     struct toml_fault *ret_fault)                                         \
	{                                                                                          \
		const struct toml *member;                                                         \
		int r = find_member(table, key, kind, &member, ret_fault);                         \
                                                                                                   \
		if (r == 0 && member)                                                              \
			*ret = member->field;                                                      \
		return r;                                                                          \
	}

DEFINE_TAKE(text, const char *, TOML_TEXT, text)
DEFINE_TAKE(integer, int64_t, TOML_INTEGER, number)
DEFINE_TAKE(boolean, bool, TOML_BOOLEAN, number)

int toml_take_copy(const struct toml *table, const char *key, char **ret,
		   struct toml_fault *ret_fault)
{
	const char *text = NULL;
	int r = toml_take_text(table, key, &text, ret_fault);

	if (r < 0 || !text)
		return r;
	free(*ret);
	*ret = xstrdup(text);
	return 0;
}

int toml_take_texts(const struct toml *table, const char *key, char ***ret,
		    struct toml_fault *ret_fault)
{
	_cleanup_strv_ char **list = NULL;
	const struct toml *member;
	int r = find_member(table, key, TOML_ARRAY, &member, ret_fault);

	if (r < 0 || !member)
		return r;
	list = xcalloc(member->count + 1, sizeof(*list));
	for (size_t i = 0; i < member->count; i++) {
		const struct toml *entry = &member->members[i];

		if (entry->kind != TOML_TEXT)
			return toml_complain(ret_fault, entry->line,
					     "entry %zu of %s is %s, not a string", i + 1, key,
					     kind_names[entry->kind]);
		list[i] = xstrdup(entry->text);
	}
	strv_free(*ret);
	*ret = TAKE(list);
	return 0;
}

/* Takes over what member holds. */
static void merge_member(struct toml *into, struct toml *member)
{
	struct toml *place = toml_get(into, member->key);

	if (place && place->kind == TOML_TABLE && member->kind == TOML_TABLE) {
		toml_merge(place, member);
		toml_free(member);
		return;
	}
	if (place)
		toml_free(place);
	else
		place = append(into);
	*place = TAKE(*member);
}

void toml_merge(struct toml *into, struct toml *from)
{
	for (size_t i = 0; i < from->count; i++)
		merge_member(into, &from->members[i]);
	free(from->members);
	from->members = NULL;
	from->count = 0;
}
