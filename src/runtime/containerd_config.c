/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What containerd's configuration says of CNI. */
#include "config.h"

#include <errno.h>
#include <limits.h>

#include "runtime/containerd_config.h"
#include "util/util.h"

/* The CRI plugin's names, by the version of the configuration. */
static const char plugin_v1[] = "cri";
static const char plugin_v2[] = "io.containerd.grpc.v1.cri";
static const char plugin_v3[] = "io.containerd.cri.v1.runtime";
static const char *const plugins[] = {plugin_v1, plugin_v2, plugin_v3};

#define DEFAULT_CONF_DIR "/etc/cni/net.d"
#define DEFAULT_BIN_DIR  "/opt/cni/bin"
#define DEFAULT_MAX_CONF 1

/* The last version that each series knows. */
#define VERSION_MAX_1 2
#define VERSION_MAX_2 4

void containerd_config_free(struct containerd_config *config)
{
	for (size_t i = 0; i < config->handler_count; i++) {
		free(config->handlers[i].name);
		free(config->handlers[i].conf_dir);
	}
	free(config->handlers);
	free(config->conf_dir);
	strv_free(config->bin_dirs);
	*config = (struct containerd_config){0};
}

void containerd_files_free(struct containerd_files *files)
{
	toml_free(&files->sections);
	containerd_names_free(&files->names);
	*files = (struct containerd_files){.series = files->series};
}

/* Move the plugin's section to another of its names; what stands there is merged over. */
static void rename_section(struct toml *sections, const char *from, const char *to)
{
	struct toml *section = toml_get(sections, from), *place = toml_get(sections, to);

	if (!section || section->kind != TOML_TABLE)
		return;
	if (!place) {
		place = toml_add(sections, to, TOML_TABLE);
		section = toml_get(sections, from);
	}
	place->line = section->line;
	toml_merge(place, section, false);
}

/* As containerd from 2.0 on brings a file of an older version up to version 3. */
static void migrate(struct containerd_files *files, struct toml *sections, int64_t version)
{
	if (toml_get(sections, version < 2 ? plugin_v1 : plugin_v2))
		files->has_old = files->has_old || version < 3;
	if (files->as_is)
		return;
	if (version < 2)
		rename_section(sections, plugin_v1, plugin_v2);
	if (version < 3)
		rename_section(sections, plugin_v2, plugin_v3);
}

/* The sections of the CRI plugin alone, moved out of the document. */
static int pick_sections(struct toml *document, struct toml *ret, struct toml_fault *ret_fault)
{
	struct toml *all = toml_get(document, "plugins");

	if (all && all->kind != TOML_TABLE)
		return toml_complain(ret_fault, all->line, "plugins is not a table");
	ret->kind = TOML_TABLE;
	for (size_t i = 0; i < ARRAY_SIZE(plugins); i++) {
		struct toml *from = toml_get(all, plugins[i]), *to;

		if (!from)
			continue;
		to = toml_add(ret, plugins[i], from->kind);
		free(to->key);
		*to = *from;
		*from = (struct toml){.kind = TOML_BOOLEAN, .key = xstrdup("")};
	}
	return 0;
}

static bool is_absolute(const char *path)
{
	return *path == '/' && strlen(path) < PATH_MAX;
}

static int complain_path(const struct toml *table, const char *key, const char *path,
			 struct toml_fault *ret_fault)
{
	const struct toml *member = toml_get(table, key);

	return toml_complain(ret_fault, member ? member->line : 0,
			     "%s is \"%s\", which is no absolute path", key, path);
}

static int take_path(const struct toml *table, const char *key, char **ret,
		     struct toml_fault *ret_fault)
{
	const char *path = NULL;
	int r = toml_take_text(table, key, &path, ret_fault);

	if (r < 0 || !path)
		return r;
	if (!is_absolute(path))
		return complain_path(table, key, path, ret_fault);
	free(*ret);
	*ret = xstrdup(path);
	return 0;
}

static int take_max_conf(const struct toml *table, const char *key, unsigned int *ret,
			 struct toml_fault *ret_fault)
{
	int64_t number = *ret;
	int r = toml_take_integer(table, key, &number, ret_fault);

	/* go-cni counts up to it, so that no number below one is ever met. */
	if (r == 0)
		*ret = number < 0 || number > UINT_MAX ? 0 : (unsigned int)number;
	return r;
}

/* "containerd config default" writes what is not set as an empty string. */
static bool is_empty(const struct toml *table, const char *key)
{
	const struct toml *member = toml_get(table, key);

	return member && member->kind == TOML_TEXT && !*member->text;
}

/* From 2.1 on the old bin_dir stands empty beside bin_dirs; 1.x uses it as it is. */
static int take_bin_dirs(const struct toml *cni, enum containerd_series series,
			 struct containerd_config *config, struct toml_fault *ret_fault)
{
	_cleanup_strv_ char **list = NULL;
	_cleanup_free_ char *one = NULL;
	int r = 0;

	if (series == CONTAINERD_1 || !is_empty(cni, "bin_dir"))
		r = take_path(cni, "bin_dir", &one, ret_fault);
	if (r == 0 && series == CONTAINERD_2)
		r = toml_take_texts(cni, "bin_dirs", &list, ret_fault);
	if (r < 0)
		return r;
	for (char **dir = list; dir && *dir; dir++)
		if (!is_absolute(*dir))
			return complain_path(cni, "bin_dirs", *dir, ret_fault);
	if (one && list && *list)
		return toml_complain(ret_fault, toml_get(cni, "bin_dirs")->line,
				     "both bin_dir and bin_dirs are set, which containerd refuses: "
				     "only bin_dirs should stand");
	if (list && *list) {
		config->bin_dirs = list;
		list = NULL;
		return 0;
	}
	config->default_bin_dirs = !one;
	strv_append(&config->bin_dirs, one ? one : DEFAULT_BIN_DIR);
	return 0;
}

static int add_handler(const struct toml *table, struct containerd_config *config,
		       struct toml_fault *ret_fault)
{
	struct containerd_handler handler = {0};
	int r = take_path(table, "cni_conf_dir", &handler.conf_dir, ret_fault);

	if (r == 0)
		r = take_max_conf(table, "cni_max_conf_num", &handler.max_conf, ret_fault);
	if (r < 0 || !handler.conf_dir) {
		free(handler.conf_dir);
		return r;
	}
	if (handler.max_conf == 0)
		handler.max_conf = config->max_conf;
	handler.name = xstrdup(table->key);
	config->handlers =
		xreallocarray(config->handlers, config->handler_count + 1, sizeof(handler));
	config->handlers[config->handler_count++] = handler;
	return 0;
}

static int take_handlers(const struct toml *section, struct containerd_config *config,
			 struct toml_fault *ret_fault)
{
	const struct toml *runtimes =
		toml_find(section, (const char *const[]){"containerd", "runtimes", NULL});
	int r = 0;

	if (!runtimes || runtimes->kind != TOML_TABLE)
		return 0;
	for (size_t i = 0; i < runtimes->count && r == 0; i++)
		if (toml_get(&runtimes->members[i], "cni_conf_dir") &&
		    !is_empty(&runtimes->members[i], "cni_conf_dir"))
			r = add_handler(&runtimes->members[i], config, ret_fault);
	return r;
}

static int read_section(const struct toml *section, enum containerd_series series,
			struct containerd_config *ret, struct toml_fault *ret_fault)
{
	_cleanup_(containerd_config_free) struct containerd_config config = {
		.series = series,
		.conf_dir = xstrdup(DEFAULT_CONF_DIR),
		.max_conf = DEFAULT_MAX_CONF};
	const struct toml *cni = toml_get(section, "cni");
	int r = take_path(cni, "conf_dir", &config.conf_dir, ret_fault);

	if (r == 0)
		r = take_max_conf(cni, "max_conf_num", &config.max_conf, ret_fault);
	if (r == 0)
		r = take_bin_dirs(cni, series, &config, ret_fault);
	if (r == 0 && series == CONTAINERD_2)
		r = toml_take_boolean(cni, "use_internal_loopback", &config.internal_loopback,
				      ret_fault);
	if (r == 0)
		r = take_handlers(section, &config, ret_fault);
	if (r < 0)
		return r;
	*ret = config;
	config = (struct containerd_config){0};
	return 0;
}

/* Faults are told of the file they stand in, before it is merged. */
static int check_section(const struct toml *sections, enum containerd_series series,
			 struct toml_fault *ret_fault)
{
	for (size_t i = 0; i < sections->count; i++) {
		const struct toml *section = &sections->members[i];
		_cleanup_(containerd_config_free) struct containerd_config unused = {0};
		int r;

		if (section->kind != TOML_TABLE)
			return toml_complain(ret_fault, section->line,
					     "plugins.\"%s\" is not a table", section->key);
		r = read_section(section, series, &unused, ret_fault);
		if (r < 0)
			return r;
	}
	return 0;
}

static int take_version(const struct toml *document, struct containerd_files *files, int64_t *ret,
			struct toml_fault *ret_fault)
{
	int r = toml_take_integer(document, "version", ret, ret_fault);

	if (r < 0)
		return r;
	if (files->series == CONTAINERD_1 && *ret > VERSION_MAX_1)
		return -EAGAIN;
	if (*ret > VERSION_MAX_2)
		files->newer = *ret;
	return 0;
}

/* A fault is none where a file is newer than this program knows. */
static int forgive(struct containerd_files *files, int r, struct toml_fault *ret_fault)
{
	if (r != -EBADMSG || !files->newer)
		return r;
	free(ret_fault->words);
	*ret_fault = (struct toml_fault){0};
	files->unread = true;
	return 0;
}

int containerd_files_add(struct containerd_files *files, const char *text, size_t size,
			 char ***ret_imports, struct toml_fault *ret_fault)
{
	_cleanup_(toml_free) struct toml document = {0}, sections = {0};
	_cleanup_strv_ char **imports = xcalloc(1, sizeof(*imports));
	bool first = files->series == CONTAINERD_1;
	int64_t version = 0;
	int r = toml_parse(text, size, first ? TOML_LAX : TOML_STRICT, &document, ret_fault);

	if (r == 0)
		r = take_version(&document, files, &version, ret_fault);
	if (r == 0)
		r = forgive(files, toml_take_texts(&document, "imports", &imports, ret_fault),
			    ret_fault);
	if (r == 0)
		r = forgive(files,
			    containerd_names_take(&files->names, &document, plugins,
						  ARRAY_SIZE(plugins), ret_fault),
			    ret_fault);
	if (r == 0)
		r = forgive(files, pick_sections(&document, &sections, ret_fault), ret_fault);
	if (r == 0)
		r = forgive(files, check_section(&sections, files->series, ret_fault), ret_fault);
	if (r < 0)
		return r;
	if (!first)
		migrate(files, &sections, version);
	files->sections.kind = TOML_TABLE;
	if (version > 0)
		files->version = version;
	toml_merge(&files->sections, &sections, !first);
	*ret_imports = imports;
	imports = NULL;
	return 0;
}

/* The name under which the section that counts stands by now. */
static const char *section_name(const struct containerd_files *files)
{
	if (files->series == CONTAINERD_2)
		return plugin_v3;
	return files->version == 2 ? plugin_v2 : plugin_v1;
}

const char *containerd_files_disabled(const struct containerd_files *files)
{
	/* The last is what the CRI plugin of 2.x cannot do without. */
	static const char *const needed[] = {plugin_v1, plugin_v2, plugin_v3,
					     "io.containerd.cri.v1.images"};

	for (size_t i = 0; i < ARRAY_SIZE(needed); i++)
		if (strv_contains(files->names.disabled, needed[i]))
			return needed[i];
	return NULL;
}

/* Files of which one is newer than this program knows: what is known of them, and defaults. */
static int resolve_newer(const struct containerd_files *files, struct containerd_config *ret,
			 struct toml_fault *ret_fault)
{
	const struct toml *section = toml_get(&files->sections, section_name(files));
	bool unread = files->unread;
	int r = read_section(section, files->series, ret, ret_fault);

	if (r == -EBADMSG) {
		free(ret_fault->words);
		*ret_fault = (struct toml_fault){0};
		section = NULL;
		unread = true;
		r = read_section(section, files->series, ret, ret_fault);
	}
	if (r < 0)
		return r;
	/* By default 1.x and 2.x execute the plugin loopback, and what comes behind them need not. */
	ret->internal_loopback |= !toml_get(toml_get(section, "cni"), "use_internal_loopback");
	ret->newer = files->newer;
	ret->guessed = unread || ret->default_bin_dirs ||
		       !toml_get(toml_get(section, "cni"), "conf_dir");
	return 0;
}

int containerd_files_resolve(const struct containerd_files *files, struct containerd_config *ret,
			     struct toml_fault *ret_fault)
{
	const struct toml *v1 = toml_get(&files->sections, plugin_v1);
	const char *disabled = containerd_files_disabled(files);
	int r;

	if (files->newer)
		return resolve_newer(files, ret, ret_fault);
	if (disabled)
		return toml_complain(ret_fault, 0,
				     "disabled_plugins has %s: containerd is no runtime for a "
				     "kubelet without it",
				     disabled);
	if (files->series == CONTAINERD_1 && files->version >= 2 && v1)
		return toml_complain(
			ret_fault, v1->line,
			"plugins.cri is its name in version 1, and containerd refuses it "
			"in version %d: there it is plugins.\"%s\"",
			(int)files->version, plugin_v2);
	r = files->version >= 2 ? containerd_names_check(&files->names, files->series == CONTAINERD_1,
							 ret_fault)
				: 0;
	if (r == 0)
		r = read_section(toml_get(&files->sections, section_name(files)), files->series, ret,
				 ret_fault);
	if (r == 0)
		ret->is_mixed = files->series == CONTAINERD_2 && files->version >= 3 && files->has_old;
	return r;
}

bool containerd_config_same(const struct containerd_config *a, const struct containerd_config *b)
{
	if (!text_equal(a->conf_dir, b->conf_dir) || !strv_equal(a->bin_dirs, b->bin_dirs) ||
	    a->max_conf != b->max_conf || a->internal_loopback != b->internal_loopback ||
	    a->handler_count != b->handler_count)
		return false;
	for (size_t i = 0; i < a->handler_count; i++)
		if (!text_equal(a->handlers[i].name, b->handlers[i].name) ||
		    !text_equal(a->handlers[i].conf_dir, b->handlers[i].conf_dir) ||
		    a->handlers[i].max_conf != b->handlers[i].max_conf)
			return false;
	return true;
}
