/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names of plugins in containerd's configuration. */
#include "config.h"

#include "runtime/containerd_names.h"
#include "text/quote.h"
#include "util/util.h"

#define DISABLED "disabled_plugins"
#define REQUIRED "required_plugins"

#define PARTS_1 4
#define PARTS_2 2

static size_t parts(const char *name)
{
	size_t count = 1;

	for (; *name; name++)
		count += *name == '.';
	return count;
}

static int take_list(const struct toml *document, const char *key, char ***names,
		     struct toml_fault *ret_fault)
{
	_cleanup_strv_ char **list = NULL;
	int r = toml_take_texts(document, key, &list, ret_fault);

	for (char **name = list; r == 0 && name && *name; name++)
		strv_append(names, *name);
	return r;
}

static bool is_one_of(const char *name, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(name, list[i]))
			return true;
	return false;
}

/* The first is enough to be told. */
static void take_section(const struct toml *document, const char *const *except, size_t count,
			 char ***names)
{
	const struct toml *sections = toml_get(document, "plugins");

	if (!sections || sections->kind != TOML_TABLE)
		return;
	for (size_t i = 0; i < sections->count && !*names; i++) {
		const char *name = sections->members[i].key;

		if (parts(name) < PARTS_1 && !is_one_of(name, except, count))
			strv_append(names, name);
	}
}

int containerd_names_take(struct containerd_names *names, const struct toml *document,
			  const char *const *except, size_t count, struct toml_fault *ret_fault)
{
	int r = take_list(document, DISABLED, &names->disabled, ret_fault);

	if (r == 0)
		r = take_list(document, REQUIRED, &names->required, ret_fault);
	if (r == 0)
		take_section(document, except, count, &names->sections);
	return r;
}

void containerd_names_free(struct containerd_names *names)
{
	strv_free(names->disabled);
	strv_free(names->required);
	strv_free(names->sections);
	*names = (struct containerd_names){0};
}

static int check_list(char *const *names, const char *key, size_t least, struct toml_fault *ret_fault)
{
	for (; names && *names; names++) {
		_cleanup_free_ char *quoted = NULL;

		if (parts(*names) >= least)
			continue;
		quoted = quote_message(*names);
		return toml_complain(ret_fault, 0,
				     "%s has \"%s\", and containerd does not start: since version 2 its "
				     "plugins have names as io.containerd.grpc.v1.cri",
				     key, quoted);
	}
	return 0;
}

int containerd_names_check(const struct containerd_names *names, bool is_1,
			   struct toml_fault *ret_fault)
{
	size_t least = is_1 ? PARTS_1 : PARTS_2;
	int r = check_list(names->disabled, DISABLED, least, ret_fault);

	if (r == 0)
		r = check_list(names->required, REQUIRED, least, ret_fault);
	if (r == 0 && is_1)
		r = check_list(names->sections, "plugins", least, ret_fault);
	return r;
}
