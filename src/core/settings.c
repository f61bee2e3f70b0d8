/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The keys of the settings: their values and their defaults. */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <net/if.h>

#include "core/policy.h"
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

/* Where the value of the key lies. */
static void *place(struct settings *settings, const struct settings_key *key)
{
	return (char *)settings + key->offset;
}

static int set_modules(struct settings *settings, const struct settings_key *key, const char *value)
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

static int set_boolean(struct settings *settings, const struct settings_key *key, const char *value)
{
	static const char *const yes[] = {"yes", "true", "on", "1"};
	static const char *const no[] = {"no", "false", "off", "0"};

	for (size_t i = 0; i < ARRAY_SIZE(yes); i++)
		if (text_equal(value, yes[i]) || text_equal(value, no[i])) {
			*(bool *)place(settings, key) = text_equal(value, yes[i]);
			return 0;
		}
	return -EINVAL;
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

static int set_directories(struct settings *settings, const struct settings_key *key,
			   const char *value)
{
	_cleanup_strv_ char **directories = NULL;
	char ***list = place(settings, key);

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

/* An enum is an unsigned int, which has the index of the word. */
static int set_word(struct settings *settings, const struct settings_key *key, const char *value)
{
	for (unsigned int i = 0; key->words[i]; i++)
		if (text_equal(value, key->words[i])) {
			memcpy(place(settings, key), &i, sizeof(i));
			return 0;
		}
	return -ENODATA;
}

/* What is no cause, or none that the list can have, is left out: policy_fault() says so. */
static int set_policy(struct settings *settings, const struct settings_key *key, const char *value)
{
	policy_set(settings->policy, key->flag, value);
	return 0;
}

/* node_exporter reads the files of a directory whose names end so, and no others. */
#define TEXTFILE_ENDING ".prom"

static int set_textfile(struct settings *settings, const struct settings_key *key, const char *value)
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
static int set_link(struct settings *settings, const struct settings_key *key, const char *value)
{
	if (strlen(value) >= IFNAMSIZ || strpbrk(value, "/: \t\v\f\r\n") || text_equal(value, ".") ||
	    text_equal(value, ".."))
		return -EINVAL;
	free(settings->link);
	settings->link = *value ? xstrdup(value) : NULL;
	return 0;
}

static int set_vni(struct settings *settings, const struct settings_key *key, const char *value)
{
	return parse_number(value, VNI_MAX, &settings->vni);
}

static int set_port(struct settings *settings, const struct settings_key *key, const char *value)
{
	long port;
	int r = parse_number(value, PORT_MAX, &port);

	if (r < 0 || port == 0)
		return -EINVAL;
	settings->port = port;
	return 0;
}

static int set_span(struct settings *settings, const struct settings_key *key, const char *value)
{
	long seconds;
	int r = parse_span(value, SPAN_MAX_S, &seconds);

	if (r == 0)
		*(unsigned int *)place(settings, key) = (unsigned int)seconds;
	return r;
}

static const char *const mode_words[] = {
	[MODE_ENFORCE] = "enforce", [MODE_REPORT] = "report", NULL};
static const char *const runtime_words[] = {[RUNTIME_AUTO] = "auto",
					    [RUNTIME_CONTAINERD] = "containerd",
					    [RUNTIME_CRIO] = "cri-o", NULL};
static const char *const invalid_words[] = {[INVALID_BLOCK] = "block",
					    [INVALID_QUARANTINE] = "quarantine",
					    [INVALID_WARN] = "warn", NULL};
static const char *const absent_words[] = {
	[ABSENT_ALLOW] = "allow", [ABSENT_BLOCK] = "block", NULL};

#define AT(member) .offset = offsetof(struct settings, member)
#define A_TIME "a time of at most a day, as in 90s, 10min or 1h"
#define CAUSES "names of causes, blanks between"

/* A mode that is not known must not open the gate. */
const struct settings_key settings_keys[SETTINGS_KEYS] = {
	{"Gate", "Mode", set_word, "enforce or report", SETTING_WORD, AT(mode), .words = mode_words,
	 .otherwise = "enforce"},
	{"Kernel", "Modules", set_modules, "names of kernel modules, blanks between", SETTING_LIST,
	 AT(modules)},
	{"Kernel", "Probe", set_boolean, "yes or no", SETTING_BOOLEAN, AT(probe)},
	{"Kernel", "Persist", set_boolean, "yes or no", SETTING_BOOLEAN, AT(persist)},
	{"CNI", "Runtime", set_word, "auto, containerd or cri-o", SETTING_WORD, AT(runtime),
	 .words = runtime_words},
	{"CNI", "ConfDir", set_directories, "absolute paths, blanks between", SETTING_LIST,
	 AT(conf_dirs)},
	{"CNI", "BinDir", set_directories, "absolute paths, blanks between", SETTING_LIST,
	 AT(bin_dirs)},
	{"CNI", "Invalid", set_word, "block, quarantine or warn", SETTING_WORD, AT(invalid),
	 .words = invalid_words},
	{"CNI", "Absent", set_word, "allow or block", SETTING_WORD, AT(absent),
	 .words = absent_words},
	{"Policy", "Block", set_policy, CAUSES, SETTING_POLICY, AT(policy), .flag = POLICY_BLOCK},
	{"Policy", "Warn", set_policy, CAUSES, SETTING_POLICY, AT(policy), .flag = POLICY_WARN},
	{"Policy", "Ignore", set_policy, CAUSES, SETTING_POLICY, AT(policy), .flag = POLICY_IGNORE},
	{"Overlay", "Link", set_link, "the name of a link, or none, or empty", SETTING_TEXT, AT(link)},
	{"Overlay", "VNI", set_vni, "a number from 0 to 16777215", SETTING_NUMBER, AT(vni)},
	{"Overlay", "Port", set_port, "a number from 1 to 65535", SETTING_NUMBER, AT(port)},
	{"Overlay", "Timeout", set_span, A_TIME, SETTING_SPAN, AT(timeout_s)},
	{"Overlay", "Grace", set_span, A_TIME, SETTING_SPAN, AT(grace_s)},
	{"Metrics", "Textfile", set_textfile,
	 "the absolute path of a file whose name ends in .prom, or empty", SETTING_TEXT, AT(textfile)},
};

const struct settings_origin *settings_origin(const struct settings *settings, const char *group,
					      const char *name)
{
	size_t i = 0;

	while (!text_equal(settings_keys[i].name, name) || !text_equal(settings_keys[i].group, group))
		i++;
	return &settings->origins[i];
}

/* With the largest unit that has a whole number. */
static char *span_text(unsigned int seconds)
{
	if (seconds % 3600 == 0)
		return format_text("%uh", seconds / 3600);
	if (seconds % 60 == 0)
		return format_text("%umin", seconds / 60);
	return format_text("%us", seconds);
}

char *settings_value(const struct settings *settings, const struct settings_key *key)
{
	const void *value = (const char *)settings + key->offset;
	unsigned int word;

	switch (key->kind) {
	case SETTING_WORD:
		memcpy(&word, value, sizeof(word));
		return xstrdup(key->words[word]);
	case SETTING_BOOLEAN:
		return xstrdup(*(const bool *)value ? "yes" : "no");
	case SETTING_LIST:
		return *(char *const *const *)value ? strv_join(*(char *const *const *)value, " ") : NULL;
	case SETTING_NUMBER:
		return *(const long *)value < 0 ? NULL : format_text("%ld", *(const long *)value);
	case SETTING_SPAN:
		return span_text(*(const unsigned int *)value);
	case SETTING_POLICY:
		return policy_names(value, key->flag);
	case SETTING_TEXT:
		break;
	}
	return xstrdup(*(char *const *)value ? *(char *const *)value : "");
}

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

	strv_append(&ret->modules, "vxlan");
}

void settings_free(struct settings *settings)
{
	strv_free(settings->modules);
	strv_free(settings->conf_dirs);
	strv_free(settings->bin_dirs);
	free(settings->link);
	free(settings->textfile);
	for (size_t i = 0; i < SETTINGS_KEYS; i++)
		free(settings->origins[i].file);
	*settings = (struct settings){0};
}
