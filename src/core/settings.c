/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The keys of the settings: their values and their defaults. */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <net/if.h>

#include "core/settings.h"
#include "text/module_name.h"
#include "text/span.h"
#include "util/util.h"

#define DIRECTORIES_MAX 16
#define VNI_MAX 0xffffff
#define PORT_MAX 0xffff
#define SPAN_MAX_S (24 * 60 * 60)
#define TIMEOUT_S (10 * 60)
#define GRACE_S (2 * 60)

static int set_modules(struct settings *settings, const char *value)
{
	_cleanup_strv_ char **names = NULL;

	names = strv_split(value);
	if (strv_length(names) > SETTINGS_MODULES_MAX)
		return -EINVAL;
	for (char **name = names; *name; name++) {
		if (!module_name_valid(*name))
			return -EINVAL;
		module_name_normalize(*name);
	}
	strv_free(settings->modules);
	settings->modules = names;
	settings->modules_set = true;
	names = NULL;
	return 0;
}

static int parse_boolean(const char *value, bool *ret)
{
	static const char *const yes[] = {"yes", "true", "on", "1"};
	static const char *const no[] = {"no", "false", "off", "0"};

	for (size_t i = 0; i < ARRAY_SIZE(yes); i++)
		if (text_equal(value, yes[i]) || text_equal(value, no[i])) {
			*ret = text_equal(value, yes[i]);
			return 0;
		}
	return -EINVAL;
}

static int set_probe(struct settings *settings, const char *value)
{
	return parse_boolean(value, &settings->probe);
}

static int set_persist(struct settings *settings, const char *value)
{
	return parse_boolean(value, &settings->persist);
}

/* An absolute path; slashes at its end are taken off. */
static bool take_path(char *path)
{
	size_t length = strlen(path);

	if (*path != '/' || length >= PATH_MAX)
		return false;
	while (length > 1 && path[length - 1] == '/')
		path[--length] = '\0';
	return true;
}

static int set_directories(char ***list, const char *value)
{
	_cleanup_strv_ char **directories = NULL;

	directories = strv_split(value);
	if (!*directories || strv_length(directories) > DIRECTORIES_MAX)
		return -EINVAL;
	for (char **directory = directories; *directory; directory++)
		if (!take_path(*directory))
			return -EINVAL;
	strv_free(*list);
	*list = directories;
	directories = NULL;
	return 0;
}

static int set_conf_dirs(struct settings *settings, const char *value)
{
	return set_directories(&settings->conf_dirs, value);
}

static int set_bin_dirs(struct settings *settings, const char *value)
{
	return set_directories(&settings->bin_dirs, value);
}

/* The index of the value among the words, or -ENODATA. */
static int parse_word(const char *value, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(value, words[i]))
			return (int)i;
	return -ENODATA;
}

static int set_mode(struct settings *settings, const char *value)
{
	static const char *const words[] = {[MODE_ENFORCE] = "enforce", [MODE_REPORT] = "report"};
	int word = parse_word(value, words, ARRAY_SIZE(words));

	if (word < 0)
		return word;
	settings->mode = (enum gate_mode)word;
	return 0;
}

static int set_runtime(struct settings *settings, const char *value)
{
	static const char *const words[] = {
		[RUNTIME_AUTO] = "auto",
		[RUNTIME_CONTAINERD] = "containerd",
		[RUNTIME_CRIO] = "cri-o",
	};
	int word = parse_word(value, words, ARRAY_SIZE(words));

	if (word < 0)
		return word;
	settings->runtime = (enum runtime_setting)word;
	return 0;
}

static int set_invalid(struct settings *settings, const char *value)
{
	static const char *const words[] = {
		[INVALID_BLOCK] = "block",
		[INVALID_QUARANTINE] = "quarantine",
		[INVALID_WARN] = "warn",
	};
	int word = parse_word(value, words, ARRAY_SIZE(words));

	if (word < 0)
		return word;
	settings->invalid = (enum invalid_policy)word;
	return 0;
}

static int set_absent(struct settings *settings, const char *value)
{
	static const char *const words[] = {[ABSENT_ALLOW] = "allow", [ABSENT_BLOCK] = "block"};
	int word = parse_word(value, words, ARRAY_SIZE(words));

	if (word < 0)
		return word;
	settings->absent = (enum absent_policy)word;
	return 0;
}

/* node_exporter reads the files of a directory whose names end so, and no others. */
#define TEXTFILE_ENDING ".prom"

static int set_textfile(struct settings *settings, const char *value)
{
	const char *slash = strrchr(value, '/');
	char *path = NULL;

	if (*value) {
		if (*value != '/' || slash[1] == '.' || !text_ends(slash, TEXTFILE_ENDING) ||
		    strlen(value) >= PATH_MAX)
			return -EINVAL;
		path = xstrdup(value);
	}
	free(settings->textfile);
	settings->textfile = path;
	return 0;
}

/* As the kernel takes a link's name: dev_valid_name(). */
static int set_link(struct settings *settings, const char *value)
{
	if (strlen(value) >= IFNAMSIZ || strpbrk(value, "/: \t\v\f\r\n") || text_equal(value, ".") ||
	    text_equal(value, ".."))
		return -EINVAL;
	free(settings->link);
	settings->link = *value ? xstrdup(value) : NULL;
	return 0;
}

static int set_vni(struct settings *settings, const char *value)
{
	return parse_number(value, VNI_MAX, &settings->vni);
}

static int set_port(struct settings *settings, const char *value)
{
	long port;
	int r = parse_number(value, PORT_MAX, &port);

	if (r < 0 || port == 0)
		return -EINVAL;
	settings->port = port;
	return 0;
}

static int set_span(unsigned int *ret, const char *value)
{
	long seconds;
	int r = parse_span(value, SPAN_MAX_S, &seconds);

	if (r == 0)
		*ret = (unsigned int)seconds;
	return r;
}

static int set_timeout(struct settings *settings, const char *value)
{
	return set_span(&settings->timeout_s, value);
}

static int set_grace(struct settings *settings, const char *value)
{
	return set_span(&settings->grace_s, value);
}

const struct settings_key settings_keys[SETTINGS_KEYS] = {
	{"Gate", "Mode", set_mode, "enforce or report"},
	{"Kernel", "Modules", set_modules, "names of kernel modules, blanks between"},
	{"Kernel", "Probe", set_probe, "yes or no"},
	{"Kernel", "Persist", set_persist, "yes or no"},
	{"CNI", "Runtime", set_runtime, "auto, containerd or cri-o"},
	{"CNI", "ConfDir", set_conf_dirs, "absolute paths, blanks between"},
	{"CNI", "BinDir", set_bin_dirs, "absolute paths, blanks between"},
	{"CNI", "Invalid", set_invalid, "block, quarantine or warn"},
	{"CNI", "Absent", set_absent, "allow or block"},
	{"Overlay", "Link", set_link, "the name of a link, or none, or empty"},
	{"Overlay", "VNI", set_vni, "a number from 0 to 16777215"},
	{"Overlay", "Port", set_port, "a number from 1 to 65535"},
	{"Overlay", "Timeout", set_timeout, "a time of at most a day, as in 90s, 10min or 1h"},
	{"Overlay", "Grace", set_grace, "a time of at most a day, as in 90s, 10min or 1h"},
	{"Metrics", "Textfile", set_textfile,
	 "the absolute path of a file whose name ends in .prom, or empty"},
};

void settings_default(struct settings *ret)
{
	*ret = (struct settings){
		.probe = true,
		.persist = true,
		.vni = -1,
		.port = -1,
		.timeout_s = TIMEOUT_S,
		.grace_s = GRACE_S,
	};

	set_modules(ret, "vxlan");
	ret->modules_set = false;
}

void settings_free(struct settings *settings)
{
	strv_free(settings->modules);
	strv_free(settings->conf_dirs);
	strv_free(settings->bin_dirs);
	free(settings->link);
	free(settings->textfile);
	*settings = (struct settings){0};
}
