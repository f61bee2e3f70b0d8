/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The settings, read with libeconf: the only code that includes it. */
#include "config.h"

#include <errno.h>
#include <libeconf.h>
#include <net/if.h>
#include <stdarg.h>
#include <sys/mman.h>

#include "formats/ini.h"
#include "formats/module_name.h"
#include "formats/quote.h"
#include "formats/span.h"
#include "settings.h"
#include "system/dropins.h"
#include "util.h"

#define VENDOR_FILE "/usr/lib/kubelet-preflight.conf"
#define ADMIN_FILE  "/etc/kubelet-preflight.conf"
#define SECTIONS "[Kernel], [CNI], [Overlay] and [Metrics]"
#define MODULES_MAX 64
#define DIRECTORIES_MAX 16
#define VNI_MAX 0xffffff
#define PORT_MAX 0xffff
#define SPAN_MAX_S (24 * 60 * 60)
#define TIMEOUT_S (10 * 60)
#define GRACE_S (2 * 60)

static const char *const dropin_directories[] = {
	"/etc/kubelet-preflight.conf.d", "/usr/lib/kubelet-preflight.conf.d", NULL};

static int set_modules(struct settings *settings, const char *value)
{
	_cleanup_strv_ char **names = NULL;
	int r = strv_split(value, &names);

	if (r < 0)
		return r;
	if (strv_length(names) > MODULES_MAX)
		return -EINVAL;
	for (char **name = names; *name; name++) {
		if (!module_name_valid(*name))
			return -EINVAL;
		module_name_normalize(*name);
	}
	strv_free(settings->modules);
	settings->modules = names;
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
	int r = strv_split(value, &directories);

	if (r < 0)
		return r;
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

static int set_runtime(struct settings *settings, const char *value)
{
	static const char *const words[] = {
		[RUNTIME_AUTO] = "auto",
		[RUNTIME_CONTAINERD] = "containerd",
		[RUNTIME_CRIO] = "cri-o",
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (text_equal(value, words[i])) {
			settings->runtime = (enum runtime_setting)i;
			return 0;
		}
	return -EINVAL;
}

static int set_invalid(struct settings *settings, const char *value)
{
	static const char *const words[] = {
		[INVALID_BLOCK] = "block",
		[INVALID_QUARANTINE] = "quarantine",
		[INVALID_WARN] = "warn",
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (text_equal(value, words[i])) {
			settings->invalid = (enum invalid_policy)i;
			return 0;
		}
	return -EINVAL;
}

static int set_absent(struct settings *settings, const char *value)
{
	if (!text_equal(value, "allow") && !text_equal(value, "block"))
		return -EINVAL;
	settings->absent = text_equal(value, "allow") ? ABSENT_ALLOW : ABSENT_BLOCK;
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
		path = strdup(value);
		if (!path)
			return -ENOMEM;
	}
	free(settings->textfile);
	settings->textfile = path;
	return 0;
}

/* As the kernel takes a link's name: dev_valid_name(). */
static int set_link(struct settings *settings, const char *value)
{
	char *link = NULL;

	if (strlen(value) >= IFNAMSIZ || strpbrk(value, "/: \t\v\f\r\n") || text_equal(value, ".") ||
	    text_equal(value, ".."))
		return -EINVAL;
	if (*value) {
		link = strdup(value);
		if (!link)
			return -ENOMEM;
	}
	free(settings->link);
	settings->link = link;
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

static const struct key {
	const char *group, *name;
	int (*set)(struct settings *settings, const char *value); /* -EINVAL: not of its form */
	const char *form;
} keys[] = {
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

int settings_default(struct settings *ret)
{
	struct settings settings = {
		.probe = true,
		.persist = true,
		.vni = -1,
		.port = -1,
		.timeout_s = TIMEOUT_S,
		.grace_s = GRACE_S,
	};

	if (set_modules(&settings, "vxlan") < 0)
		return -ENOMEM;
	*ret = settings;
	return 0;
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

void settings_errors_free(struct settings_errors *errors)
{
	strv_free(errors->lines);
	strv_free(errors->files);
	free(errors->numbers);
	*errors = (struct settings_errors){0};
}

/* One file that is being read. */
struct source {
	const char *path; /* for people: with the root */
	struct settings *settings;
	struct settings_errors *errors;
	unsigned int lines[ARRAY_SIZE(keys)]; /* where each key stands; 0: it does not */
};

static int add_error(struct settings_errors *errors, const char *file, unsigned int line,
		     const char *text)
{
	unsigned int *longer = realloc(errors->numbers, (errors->count + 1) * sizeof(*longer));

	if (!longer)
		return -ENOMEM;
	errors->numbers = longer;
	longer[errors->count] = line;
	if (strv_append(&errors->lines, text) < 0 || strv_append(&errors->files, file) < 0)
		return -ENOMEM;
	errors->count++;
	return 0;
}

/* Adds one line of what is wrong. -EINVAL, or -ENOMEM. */
PRINTF(3, 4)
static int complain(const struct source *source, unsigned int line, const char *format, ...)
{
	_cleanup_free_ char *text = NULL, *whole = NULL, *quoted = NULL;
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	if (length < 0) {
		text = NULL;
		return -ENOMEM;
	}
	whole = line ? format_text("%s:%u: %s", source->path, line, text)
		     : format_text("%s: %s", source->path, text);
	quoted = whole ? quote_message(whole) : NULL;
	if (!quoted || add_error(source->errors, source->path, line, quoted) < 0)
		return -ENOMEM;
	return -EINVAL;
}

static bool section_known(const char *group)
{
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (text_equal(keys[i].group, group))
			return true;
	return false;
}

static int complain_unknown_key(const struct source *source, const struct ini_line *line,
				const char *group)
{
	_cleanup_strv_ char **known = NULL;
	_cleanup_free_ char *list = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (text_equal(keys[i].group, group) && strv_append(&known, keys[i].name) < 0)
			return -ENOMEM;
	list = strv_join(known, ", ");
	if (!list)
		return -ENOMEM;
	return complain(source, line->number, "there is no key %s in [%s]; there are %s", line->name,
			group, list);
}

static int take_key_line(struct source *source, const struct ini_line *line, const char *group)
{
	if (!*group)
		return complain(source, line->number,
				"%s stands before the first section; there are " SECTIONS,
				line->name);
	if (!section_known(group))
		return -EINVAL; /* said already */
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (!text_equal(keys[i].group, group) || !text_equal(keys[i].name, line->name))
			continue;
		if (source->lines[i])
			return complain(source, line->number, "%s stands in line %u already", line->name,
					source->lines[i]);
		source->lines[i] = line->number;
		return 0;
	}
	return complain_unknown_key(source, line, group);
}

/* The worse of two results: memory, then a fault that was found, then none. */
static int worse(int a, int b)
{
	return a == -ENOMEM || b == 0 ? a : b;
}

/* Every line is of the form, and where each key stands. All that is wrong is said, not the first. */
static int check_form(struct source *source, const char *text)
{
	struct ini_line line = {0};
	char group[sizeof(line.name)] = "";
	int result = 0, r;

	while (ini_next(&text, &line)) {
		r = 0;
		switch (line.kind) {
		case INI_SECTION:
			snprintf(group, sizeof(group), "%s", line.name);
			if (!section_known(group))
				r = complain(source, line.number,
					     "there is no section [%s]; there are " SECTIONS,
					     group);
			break;
		case INI_KEY:
			r = take_key_line(source, &line, group);
			break;
		case INI_CONTINUATION:
			r = complain(source, line.number, "the line is indented: a setting is one line, "
							  "and begins it");
			break;
		case INI_BAD:
			r = complain(source, line.number, "\"%s\" is neither [Section] nor Key=Value",
				     line.name);
			break;
		}
		result = worse(result, r);
	}
	return result;
}

static void cleanup_econf(econf_file **file)
{
	econf_free(*file);
}

static int take_values(const struct source *source, econf_file *file)
{
	int result = 0;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		_cleanup_free_ char *value = NULL;
		int r;

		if (!source->lines[i])
			continue;
		if (econf_getStringValue(file, keys[i].group, keys[i].name, &value) != ECONF_SUCCESS)
			value = NULL;
		r = keys[i].set(source->settings, value ? value : "");
		if (r == -EINVAL)
			r = complain(source, source->lines[i], "%s=%s: the value must be %s",
				     keys[i].name, value ? value : "", keys[i].form);
		result = worse(result, r);
	}
	return result;
}

/*
 * libeconf opens files by itself and would wait for ever on a FIFO: it gets the text, read within
 * its limits, as a file in memory.
 */
static int parse_text(struct source *source, const char *text, size_t size)
{
	_cleanup_(cleanup_econf) econf_file *file = NULL;
	_cleanup_close_ int fd = -1;
	char handle[64];
	econf_err error;
	int r;

	if (strlen(text) != size)
		return complain(source, 0, "there is a NUL byte in it");
	r = check_form(source, text);
	if (r < 0)
		return r;
	fd = memfd_create("settings", MFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, text, size) != (ssize_t)size)
		return -EIO;
	snprintf(handle, sizeof(handle), "/proc/self/fd/%d", fd);
	error = econf_readFile(&file, handle, "=", "#;");
	if (error == ECONF_NOFILE)
		return complain(source, 0, "it cannot be read without /proc");
	if (error != ECONF_SUCCESS)
		return complain(source, 0, "%s", econf_errString(error));
	return take_values(source, file);
}

/* A link to /dev/null switches a vendor's file off, as everywhere in systemd's world. */
static bool masked(const struct sysroot *root, const char *path)
{
	_cleanup_free_ char *target = NULL;

	return sysroot_readlink(root, path, &target) == 0 && text_equal(target, "/dev/null");
}

/* -ENOENT when there is no such file; a link to nothing is a fault, and not an absent file. */
static int read_file(const struct sysroot *root, const char *path, struct settings *settings,
		     struct settings_errors *errors)
{
	_cleanup_free_ char *text = NULL;
	_cleanup_free_ char *display = sysroot_display(root, path);
	struct source source = {.path = display, .settings = settings, .errors = errors};
	struct stat status;
	size_t size;
	int r;

	if (!display)
		return -ENOMEM;
	if (masked(root, path))
		return 0;
	r = sysroot_read(root, path, SYSROOT_TEXT_MAX, &text, &size);
	if (r == -ENOMEM || (r == -ENOENT && sysroot_lstat(root, path, &status) < 0))
		return r;
	if (r < 0) {
		complain(&source, 0, "it cannot be read: %s",
			 r == -ENOENT ? "it is a symbolic link to nothing" : sysroot_strerror(r));
		return r == -ENOENT ? -EINVAL : r;
	}
	return size ? parse_text(&source, text, size) : 0;
}

/* Which of the directories it is that cannot be listed. */
static void complain_dropins(const struct sysroot *root, struct settings_errors *errors)
{
	for (const char *const *path = dropin_directories; *path; path++) {
		_cleanup_free_ char *display = sysroot_display(root, *path);
		struct source source = {.path = display ? display : *path, .errors = errors};
		_cleanup_strv_ char **names = NULL;
		int r = sysroot_list(root, *path, SYSROOT_ENTRIES_MAX, &names);

		if (r < 0 && r != -ENOENT && r != -ENOTDIR)
			complain(&source, 0, "it cannot be read: %s", sysroot_strerror(r));
	}
}

int settings_read(const struct sysroot *root, struct settings *ret,
		  struct settings_errors *ret_errors)
{
	_cleanup_strv_ char **dropins = NULL;
	int result, r;

	*ret_errors = (struct settings_errors){0};
	r = settings_default(ret);
	if (r < 0)
		return r;
	result = read_file(root, ADMIN_FILE, ret, ret_errors);
	if (result == -ENOENT)
		result = read_file(root, VENDOR_FILE, ret, ret_errors);
	if (result == -ENOENT)
		result = 0;
	r = dropins_list(root, dropin_directories, ".conf", &dropins);
	if (r < 0) {
		complain_dropins(root, ret_errors);
		return r;
	}
	for (char **dropin = dropins; *dropin; dropin++) {
		r = read_file(root, *dropin, ret, ret_errors);
		result = worse(result, r == -ENOENT ? 0 : r);
	}
	return result;
}
