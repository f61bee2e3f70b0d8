/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What containerd's configuration says of CNI. */
#include "config.h"

#include <errno.h>
#include <limits.h>

#include "runtime/containerd_config.h"
#include "util/util.h"

/* The CRI plugin's name in a file of version 1, 2 and 3. */
static const char *const section_names[] = {
	"cri",
	"io.containerd.grpc.v1.cri",
	"io.containerd.cri.v1.runtime",
};

/*
 * Plugins that the CRI needs in every release that has them (tried: each disabled in 1.6.20, 1.7.24 and
 * 2.1.9). A snapshotter is not among them: which one is needed is a setting.
 */
#define NEEDED_PREFIX "io.containerd."
static const char *const needed[] = {
	"grpc.v1.cri", "cri.v1.runtime", "cri.v1.images", "content.v1.content", "differ.v1.walking",
	"event.v1.exchange", "gc.v1.scheduler", "metadata.v1.bolt", "runtime.v2.task",
	"service.v1.containers-service", "service.v1.content-service", "service.v1.diff-service",
	"service.v1.images-service", "service.v1.introspection-service", "service.v1.namespaces-service",
	"service.v1.snapshots-service", "service.v1.tasks-service",
};

#define DEFAULT_CONF_DIR "/etc/cni/net.d"
#define DEFAULT_BIN_DIR  "/opt/cni/bin"
#define DEFAULT_RUNTIME  "runc"
#define DEFAULT_MAX_CONF 1

/* Plugins have the names of containerd's API from 2 on, 3 is of 2.x alone, and none is known beyond 4. */
#define VERSION_API_NAMES 2
#define VERSION_OF_2_X	  3
#define VERSION_MAX	  4

void containerd_config_free(struct containerd_config *config)
{
	for (size_t i = 0; i < config->handler_count; i++) {
		free(config->handlers[i].name);
		free(config->handlers[i].conf_dir);
	}
	free(config->handlers);
	free(config->conf_dir);
	strv_free(config->bin_dirs);
	strv_free(config->differs);
	*config = (struct containerd_config){0};
}

void containerd_files_free(struct containerd_files *files)
{
	toml_free(&files->section);
	strv_free(files->disabled);
	strv_free(files->required);
	strv_free(files->differs);
	*files = (struct containerd_files){0};
}

void containerd_note(char ***differs, const char *words)
{
	if (!strv_contains(*differs, words))
		strv_append(differs, words);
}

static int take_max_conf(const struct toml *table, const char *key, unsigned int *ret,
			 struct toml_fault *ret_fault)
{
	int64_t number = *ret;
	int r = toml_take_integer(table, key, &number, ret_fault);

	/*
	 * go-cni stops when its count equals the number: one below 1 never does, and all are
	 * loaded.
	 */
	if (r == 0)
		*ret = number < 0 || number > UINT_MAX ? 0 : (unsigned int)number;
	return r;
}

static int take_bin_dirs(const struct toml *cni, bool of_2, struct containerd_config *config,
			 struct toml_fault *ret_fault)
{
	const struct toml *list = toml_get_folded(cni, "bin_dirs");
	const char *unused = NULL;
	int r = toml_take_text(cni, "bin_dir", &unused, ret_fault)
			?: toml_take_texts(cni, "bin_dirs", &config->bin_dirs, ret_fault);

	if (r < 0)
		return r;
	config->default_bin_dirs = !list || list->count == 0;
	if (config->default_bin_dirs && list && of_2)
		return toml_complain(ret_fault, list->line,
				     "bin_dirs is an empty list, and containerd "
				     "looks for plugins nowhere");
	if (config->default_bin_dirs)
		strv_append(&config->bin_dirs, DEFAULT_BIN_DIR);
	else if (list->count == 1 && !*list->members->text)
		return toml_complain(ret_fault, list->line,
				     "the directory of plugins is empty: containerd "
				     "looks for them in its working directory alone");
	return 0;
}

/* "containerd config default" writes what is not set as an empty string. */
static int add_handler(const struct toml *table, struct containerd_config *config,
		       struct toml_fault *ret_fault)
{
	const struct toml *conf_dir = toml_get_folded(table, "cni_conf_dir");
	struct containerd_handler *handler;
	int r;

	if (!conf_dir || (conf_dir->kind == TOML_TEXT && !*conf_dir->text))
		return 0;
	config->handlers = xgrow(config->handlers, config->handler_count, sizeof(*handler));
	handler = &config->handlers[config->handler_count++];
	*handler = (struct containerd_handler){.name = xstrdup(table->key)};
	r = toml_take_copy(table, "cni_conf_dir", &handler->conf_dir, ret_fault)
		    ?: take_max_conf(table, "cni_max_conf_num", &handler->max_conf, ret_fault);
	if (handler->max_conf == 0)
		handler->max_conf = config->max_conf;
	return r;
}

/* The handlers, and the default one, without which the CRI plugin does not load. */
static int take_handlers(const struct toml *section, bool of_2, struct containerd_config *config,
			 struct toml_fault *ret_fault)
{
	const struct toml *containerd = toml_get_folded(section, "containerd");
	const struct toml *runtimes = toml_get_folded(containerd, "runtimes");
	size_t count = runtimes && runtimes->kind == TOML_TABLE ? runtimes->count : 0;
	const char *name = DEFAULT_RUNTIME;
	int r = toml_take_text(containerd, "default_runtime_name", &name, ret_fault);

	for (size_t i = 0; i < count && r == 0; i++)
		r = add_handler(&runtimes->members[i], config, ret_fault);
	if (r < 0 || toml_get(runtimes, name) || toml_get_folded(containerd, "default_runtime"))
		return r;
	if (!text_equal(name, DEFAULT_RUNTIME))
		return toml_complain(ret_fault,
				     toml_get_folded(containerd, "default_runtime_name")->line,
				     "default_runtime_name is \"%s\", which is not in runtimes: "
				     "containerd serves no CRI",
				     name);
	if (runtimes && !of_2)
		containerd_note(&config->differs,
				"containerd 1.6 and 1.7 serve no CRI when runtimes is set and has no "
				"\"runc\", which default_runtime_name is by default");
	return 0;
}

static int read_section(const struct toml *section, bool of_2, struct containerd_config *ret,
			struct toml_fault *ret_fault)
{
	_cleanup_(containerd_config_free) struct containerd_config config = {
		.conf_dir = xstrdup(DEFAULT_CONF_DIR), .max_conf = DEFAULT_MAX_CONF};
	const struct toml *cni = toml_get_folded(section, "cni"),
			  *conf_dir = toml_get_folded(cni, "conf_dir");
	int r = toml_take_copy(cni, "conf_dir", &config.conf_dir, ret_fault);

	if (r == 0 && conf_dir && !*conf_dir->text)
		return toml_complain(ret_fault, conf_dir->line,
				     "conf_dir is empty: containerd loads no network");
	r = r ?: take_max_conf(cni, "max_conf_num", &config.max_conf, ret_fault)
	      ?: take_bin_dirs(cni, of_2, &config, ret_fault)
	      ?: toml_take_boolean(cni, "use_internal_loopback", &config.internal_loopback,
				   ret_fault)
	      ?: take_handlers(section, of_2, &config, ret_fault);
	if (r < 0)
		return r;
	if (config.internal_loopback && !of_2)
		containerd_note(
			&config.differs,
			"containerd 1.6 and 1.7 do not know use_internal_loopback, and execute "
			"the plugin loopback");
	*ret = TAKE(config);
	return 0;
}

/*
 * bin_dir becomes a bin_dirs of one, as 2.x has it. It wins in a file of version 1 and 2; in others the two
 * exclude each other, and an empty one is as none.
 */
static int convert_bin_dir(struct containerd_files *files, struct toml *cni, struct toml_fault *ret_fault)
{
	struct toml *one = toml_get_folded(cni, "bin_dir"), *list = toml_get_folded(cni, "bin_dirs");
	bool is_3 = files->version >= VERSION_OF_2_X;
	char *path;

	if (list && !one && !files->of_2)
		containerd_note(&files->differs, "containerd 1.6 and 1.7 do not know bin_dirs");
	if (!one || one->kind != TOML_TEXT || (is_3 && !*one->text))
		return 0;
	if (is_3 && list && list->count > 0)
		return toml_complain(
			ret_fault, list->line,
			"both bin_dir and bin_dirs are set, which containerd refuses: set "
			"bin_dirs alone");
	if (list) {
		free(list->key);
		list->key = xstrdup("");
	}
	free(one->key);
	path = one->text;
	*one = (struct toml){.kind = TOML_ARRAY, .key = xstrdup("bin_dirs"), .line = one->line};
	toml_add(one, NULL, TOML_TEXT)->text = path;
	return 0;
}

/* The plugin's section of one file is merged into that of those before. */
static int add_section(struct containerd_files *files, const struct toml *document, struct toml_fault *ret_fault)
{
	int64_t version = files->version < 1 ? 1 : files->version;
	size_t last = ARRAY_SIZE(section_names) - 1, at = (size_t)version - 1;
	struct toml *all = toml_get_folded(document, "plugins");
	struct toml *section = toml_get(all, section_names[at < last ? at : last]);
	int r;

	if (all && all->kind != TOML_TABLE)
		return toml_complain(ret_fault, all->line, "plugins is not a table");
	if (!section)
		return 0;
	if (section->kind != TOML_TABLE)
		return toml_complain(ret_fault, section->line, "plugins.\"%s\" is not a table",
				     section->key);
	r = convert_bin_dir(files, toml_get_folded(section, "cni"), ret_fault);
	if (r < 0)
		return r;
	if (!files->of_2 && toml_get_folded(&files->section, "cni"))
		containerd_note(&files->differs,
				"containerd 1.6 and 1.7 take the section of the CRI plugin from the last "
				"file that has one, and leave out those before");
	if (!files->oldest || version < files->oldest)
		files->oldest = version;
	toml_merge(&files->section, section);
	return 0;
}

static int append_texts(const struct toml *document, const char *key, char ***list,
			struct toml_fault *ret_fault)
{
	_cleanup_strv_ char **names = NULL;
	int r = toml_take_texts(document, key, &names, ret_fault);

	for (char **name = names; r == 0 && name && *name; name++)
		strv_append(list, *name);
	return r;
}

static int add_document(struct containerd_files *files, const struct toml *document,
			char ***imports, struct toml_fault *ret_fault)
{
	return append_texts(document, "imports", imports, ret_fault)
	       ?: append_texts(document, "disabled_plugins", &files->disabled, ret_fault)
	       ?: append_texts(document, "required_plugins", &files->required, ret_fault)
	       ?: add_section(files, document, ret_fault);
}

/* Drop a fault where a file is newer than this program supports, and note that in *unread. */
static int ignore_fault(int64_t newer, int r, bool *unread, struct toml_fault *ret_fault)
{
	if (r != -EBADMSG || !newer)
		return r;
	free(ret_fault->words);
	*ret_fault = (struct toml_fault){0};
	*unread = true;
	return 0;
}

int containerd_files_add(struct containerd_files *files, const char *text, size_t size,
			 char ***ret_imports, struct toml_fault *ret_fault)
{
	_cleanup_(toml_free) struct toml document = {0};
	_cleanup_strv_ char **imports = xcalloc(1, sizeof(*imports));
	int64_t before;
	int r = toml_parse(text, size, TOML_LAX, &document, ret_fault);

	files->section.kind = TOML_TABLE;
	before = files->version;
	/* A file that names none is of that of the files before. */
	if (r == 0)
		r = toml_take_integer(&document, "version", &files->version, ret_fault);
	if (r < 0)
		return r;
	if (before >= 1 && files->version > before && files->version <= VERSION_MAX)
		containerd_note(&files->differs, "containerd 2.3.0 to 2.3.4 do not start where an imported file is of "
						 "a higher version than the main file, nor does 1.7 with one above 2");
	files->of_2 |= files->version >= VERSION_OF_2_X;
	if (files->version > VERSION_MAX)
		files->newer = files->version;
	r = ignore_fault(files->newer, add_document(files, &document, &imports, ret_fault),
			 &files->unread, ret_fault);
	if (r == 0)
		*ret_imports = TAKE(imports);
	return r;
}

const char *containerd_files_disabled(const struct containerd_files *files)
{
	if (files->version < VERSION_API_NAMES)
		return strv_contains(files->disabled, section_names[0]) ? section_names[0] : NULL;
	for (char **name = files->disabled; name && *name; name++)
		if (text_starts(*name, NEEDED_PREFIX) &&
		    text_is_among(*name + strlen(NEEDED_PREFIX), needed, ARRAY_SIZE(needed)))
			return *name;
	return NULL;
}

static int check_names(char *const *names, const char *key, struct toml_fault *ret_fault)
{
	for (; names && *names; names++)
		if (!strchr(*names, '.'))
			return toml_complain(
				ret_fault, 0,
				"%s has \"%s\", and containerd does not start: since version 2 "
				"its plugins are named like io.containerd.grpc.v1.cri",
				key, *names);
	return 0;
}

/* What keeps containerd from starting, or from serving the CRI, whatever is in the section. */
static int check_plugins(const struct containerd_files *files, struct toml_fault *ret_fault)
{
	const char *disabled = containerd_files_disabled(files);

	if (disabled && !files->newer)
		return toml_complain(ret_fault, 0,
				     "disabled_plugins has %s: containerd serves no CRI without it",
				     disabled);
	if (files->newer || files->version < VERSION_API_NAMES)
		return 0;
	return check_names(files->disabled, "disabled_plugins", ret_fault)
		       ?: check_names(files->required, "required_plugins", ret_fault);
}

static void note_versions(const struct containerd_files *files, char ***differs)
{
	for (char **words = files->differs; words && *words; words++)
		containerd_note(differs, *words);
	if (files->oldest && files->version < VERSION_API_NAMES)
		containerd_note(differs, "containerd 2.1 leaves out what a file of version 1 says of CNI");
	if (files->oldest && files->oldest < VERSION_OF_2_X && files->version >= VERSION_OF_2_X)
		containerd_note(differs, "containerd 2.0 to 2.3 leave out what a file of version 2 says of CNI "
					 "beside one of version 3, and 1.7 does not start");
}

int containerd_files_resolve(const struct containerd_files *files, struct containerd_config *ret,
			     struct toml_fault *ret_fault)
{
	bool unread = files->unread;
	const struct toml *section = &files->section;
	int r = check_plugins(files, ret_fault)
			?: read_section(section, files->of_2, ret, ret_fault);

	if (r < 0 && files->newer) {
		section = NULL;
		ignore_fault(files->newer, r, &unread, ret_fault);
		r = read_section(section, files->of_2, ret, ret_fault);
	}
	if (r < 0)
		return r;
	note_versions(files, &ret->differs);
	if (!files->newer)
		return 0;
	/* By default 1.x and 2.x execute the plugin loopback, and what comes behind them need not. */
	section = toml_get_folded(section, "cni");
	ret->internal_loopback |= !toml_get_folded(section, "use_internal_loopback");
	ret->newer = files->newer;
	ret->guessed = unread || ret->default_bin_dirs || !toml_get_folded(section, "conf_dir");
	return 0;
}
