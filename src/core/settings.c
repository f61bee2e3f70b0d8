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

#define DIRECTORIES_MAX 16
#define VNI_MAX 0xffffff
#define PORT_MAX 0xffff
#define SPAN_MAX_S (24 * 60 * 60)
#define TIMEOUT_S (10 * 60)
#define GRACE_S (2 * 60)

static bool take_module(char *name)
{
	if (!module_name_valid(name))
		return false;
	module_name_normalize(name);
	return true;
}

/* An absolute path; slashes at its end are taken off. */
static bool take_directory(char *path)
{
	size_t length = strlen(path);

	if (*path != '/' || length >= PATH_MAX)
		return false;
	while (length > 1 && path[length - 1] == '/')
		path[--length] = '\0';
	return true;
}

/* node_exporter reads the files of a directory whose names end so, and no others. */
#define TEXTFILE_ENDING ".prom"

static bool take_textfile(char *path)
{
	const char *slash = strrchr(path, '/');

	return *path == '/' && slash[1] != '.' && text_ends(slash, TEXTFILE_ENDING) &&
	       strlen(path) < PATH_MAX;
}

/* As the kernel takes a link's name: dev_valid_name(). */
static bool take_link(char *name)
{
	return strlen(name) < IFNAMSIZ && !strpbrk(name, "/: \t\v\f\r\n") &&
	       !text_equal(name, ".") && !text_equal(name, "..");
}

static int set_list(char ***list, const struct settings_key *key, const char *value)
{
	_cleanup_strv_ char **words = strv_split(value);
	size_t count = strv_length(words);

	if (count < (size_t)key->min || count > (size_t)key->max)
		return -EINVAL;
	for (char **word = words; *word; word++)
		if (!key->take(*word))
			return -EINVAL;
	strv_free(*list);
	*list = TAKE(words);
	return 0;
}

static int set_text(char **text, const struct settings_key *key, const char *value)
{
	_cleanup_free_ char *copy = *value ? xstrdup(value) : NULL;

	if (copy && !key->take(copy))
		return -EINVAL;
	free(*text);
	*text = TAKE(copy);
	return 0;
}

static int set_boolean(bool *flag, const char *value)
{
	static const char *const yes[] = {"yes", "true", "on", "1"};
	static const char *const no[] = {"no", "false", "off", "0"};
	bool is_yes = text_is_among(value, yes, ARRAY_SIZE(yes));

	if (!is_yes && !text_is_among(value, no, ARRAY_SIZE(no)))
		return -EINVAL;
	*flag = is_yes;
	return 0;
}

/* An enum is an unsigned int, which has the index of the word. */
static int set_word(void *place, const struct settings_key *key, const char *value)
{
	for (unsigned int i = 0; key->words[i]; i++)
		if (text_equal(value, key->words[i])) {
			memcpy(place, &i, sizeof(i));
			return 0;
		}
	return -ENODATA;
}

static int set_number(long *number, const struct settings_key *key, const char *value)
{
	long given;

	if (parse_number(value, key->max, &given) < 0 || given < key->min)
		return -EINVAL;
	*number = given;
	return 0;
}

static int set_span(unsigned int *span, const struct settings_key *key, const char *value)
{
	long seconds;
	int r = parse_span(value, key->max, &seconds);

	if (r == 0)
		*span = (unsigned int)seconds;
	return r;
}

int settings_set(struct settings *settings, const struct settings_key *key, const char *value)
{
	void *place = (char *)settings + key->offset;

	switch (key->kind) {
	case SETTING_WORD:
		return set_word(place, key, value);
	case SETTING_BOOLEAN:
		return set_boolean(place, value);
	case SETTING_LIST:
		return set_list(place, key, value);
	case SETTING_TEXT:
		return set_text(place, key, value);
	case SETTING_NUMBER:
		return set_number(place, key, value);
	case SETTING_SPAN:
		return set_span(place, key, value);
	case SETTING_POLICY:
		break;
	}
	/* What is no cause, or none that the list can have, is left out: policy_fault() says so. */
	policy_set(place, key->flag, value);
	return 0;
}

#define AT(member) .offset = offsetof(struct settings, member)
#define WORDS(...) .words = (const char *const[]){__VA_ARGS__, NULL}
#define PATHS                                                                                      \
	"absolute paths, blanks between", .min = 1, .max = DIRECTORIES_MAX, .take = take_directory
#define A_TIME "a time of at most a day, as in 90s, 10min or 1h", .max = SPAN_MAX_S
#define CAUSES "names of causes, blanks between", AT(policy)

/* A mode that is not known must not open the gate. */
const struct settings_key settings_keys[SETTINGS_KEYS] = {
	{"Gate", "Mode", SETTING_WORD, "enforce or report", AT(mode),
	 WORDS([MODE_ENFORCE] = "enforce", [MODE_REPORT] = "report"), .otherwise = "enforce"},
	{"Kernel", "Modules", SETTING_LIST, "names of kernel modules, blanks between", AT(modules),
	 .max = SETTINGS_MODULES_MAX, .take = take_module},
	{"Kernel", "Probe", SETTING_BOOLEAN, "yes or no", AT(probe)},
	{"Kernel", "Persist", SETTING_BOOLEAN, "yes or no", AT(persist)},
	{"CNI", "Runtime", SETTING_WORD, "auto, containerd or cri-o", AT(runtime),
	 WORDS([RUNTIME_AUTO] = "auto", [RUNTIME_CONTAINERD] = "containerd",
	       [RUNTIME_CRIO] = "cri-o")},
	{"CNI", "ConfDir", SETTING_LIST, PATHS, AT(conf_dirs)},
	{"CNI", "BinDir", SETTING_LIST, PATHS, AT(bin_dirs)},
	{"CNI", "Invalid", SETTING_WORD, "block, quarantine or warn", AT(invalid),
	 WORDS([INVALID_BLOCK] = "block", [INVALID_QUARANTINE] = "quarantine",
	       [INVALID_WARN] = "warn")},
	{"CNI", "Absent", SETTING_WORD, "allow or block", AT(absent),
	 WORDS([ABSENT_ALLOW] = "allow", [ABSENT_BLOCK] = "block")},
	{"Policy", "Block", SETTING_POLICY, CAUSES, .flag = POLICY_BLOCK},
	{"Policy", "Warn", SETTING_POLICY, CAUSES, .flag = POLICY_WARN},
	{"Policy", "Ignore", SETTING_POLICY, CAUSES, .flag = POLICY_IGNORE},
	{"Overlay", "Link", SETTING_TEXT, "the name of a link, or none, or empty", AT(link),
	 .take = take_link},
	{"Overlay", "VNI", SETTING_NUMBER, "a number from 0 to 16777215", AT(vni), .max = VNI_MAX},
	{"Overlay", "Port", SETTING_NUMBER, "a number from 1 to 65535", AT(port), .min = 1,
	 .max = PORT_MAX},
	{"Overlay", "Timeout", SETTING_SPAN, A_TIME, AT(timeout_s)},
	{"Overlay", "Grace", SETTING_SPAN, A_TIME, AT(grace_s)},
	{"Metrics", "Textfile", SETTING_TEXT,
	 "the absolute path of a file whose name ends in .prom, or empty", AT(textfile),
	 .take = take_textfile},
};

int settings_find_key(const char *group, const char *name)
{
	for (int i = 0; i < SETTINGS_KEYS; i++)
		if ((!group || text_equal(settings_keys[i].group, group)) &&
		    text_equal(settings_keys[i].name, name))
			return i;
	return -ENOENT;
}

const struct settings_origin *settings_origin(const struct settings *settings, const char *group,
					      const char *name)
{
	return &settings->origins[settings_find_key(group, name)];
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
	char *const *list;
	unsigned int word;

	switch (key->kind) {
	case SETTING_WORD:
		memcpy(&word, value, sizeof(word));
		return xstrdup(key->words[word]);
	case SETTING_BOOLEAN:
		return xstrdup(*(const bool *)value ? "yes" : "no");
	case SETTING_LIST:
		list = *(char *const *const *)value;
		return list ? strv_join(list, " ") : NULL;
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
