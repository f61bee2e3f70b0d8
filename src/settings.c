/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The settings, read with libeconf: the only code that includes it. */
#include "config.h"

#include <errno.h>
#include <libeconf.h>
#include <libeconf_ext.h>
#include <stdarg.h>
#include <sys/mman.h>

#include "formats/module_name.h"
#include "settings.h"
#include "system/dropins.h"
#include "util.h"

#define VENDOR_FILE "/usr/lib/kubelet-preflight.conf"
#define ADMIN_FILE  "/etc/kubelet-preflight.conf"
#define MODULES_MAX 64
#define BIN_DIRS_MAX 16

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

static int set_conf_dir(struct settings *settings, const char *value)
{
	char *copy;

	copy = strdup(value);
	if (!copy)
		return -ENOMEM;
	if (!take_path(copy)) {
		free(copy);
		return -EINVAL;
	}
	free(settings->conf_dir);
	settings->conf_dir = copy;
	return 0;
}

static int set_bin_dirs(struct settings *settings, const char *value)
{
	_cleanup_strv_ char **directories = NULL;
	int r = strv_split(value, &directories);

	if (r < 0)
		return r;
	if (!*directories || strv_length(directories) > BIN_DIRS_MAX)
		return -EINVAL;
	for (char **directory = directories; *directory; directory++)
		if (!take_path(*directory))
			return -EINVAL;
	strv_free(settings->bin_dirs);
	settings->bin_dirs = directories;
	directories = NULL;
	return 0;
}

static int set_invalid(struct settings *settings, const char *value)
{
	if (!text_equal(value, "block") && !text_equal(value, "warn"))
		return -EINVAL;
	settings->invalid = text_equal(value, "block") ? INVALID_BLOCK : INVALID_WARN;
	return 0;
}

static int set_absent(struct settings *settings, const char *value)
{
	if (!text_equal(value, "allow") && !text_equal(value, "block"))
		return -EINVAL;
	settings->absent = text_equal(value, "allow") ? ABSENT_ALLOW : ABSENT_BLOCK;
	return 0;
}

static const struct key {
	const char *group, *name;
	int (*set)(struct settings *settings, const char *value); /* -EINVAL: not of its form */
	const char *form;
} keys[] = {
	{"Kernel", "Modules", set_modules, "names of kernel modules, blanks between"},
	{"Kernel", "Probe", set_probe, "yes or no"},
	{"Kernel", "Persist", set_persist, "yes or no"},
	{"CNI", "ConfDir", set_conf_dir, "an absolute path"},
	{"CNI", "BinDir", set_bin_dirs, "absolute paths, blanks between"},
	{"CNI", "Invalid", set_invalid, "block or warn"},
	{"CNI", "Absent", set_absent, "allow or block"},
};

int settings_default(struct settings *ret)
{
	struct settings settings = {.probe = true, .persist = true};

	if (set_modules(&settings, "vxlan") < 0 || set_conf_dir(&settings, "/etc/cni/net.d") < 0 ||
	    set_bin_dirs(&settings, "/opt/cni/bin /usr/lib/cni") < 0) {
		settings_free(&settings);
		return -ENOMEM;
	}
	*ret = settings;
	return 0;
}

void settings_free(struct settings *settings)
{
	strv_free(settings->modules);
	strv_free(settings->bin_dirs);
	free(settings->conf_dir);
	*settings = (struct settings){0};
}

void settings_errors_free(struct settings_errors *errors)
{
	strv_free(errors->lines);
	errors->lines = NULL;
}

/* One file that is being read. */
struct source {
	const char *path; /* for people: with the root */
	struct settings *settings;
	struct settings_errors *errors;
};

PRINTF(3, 4)
static int complain(const struct source *source, uint64_t line, const char *format, ...)
{
	_cleanup_free_ char *text = NULL, *whole = NULL;
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	if (length < 0) {
		text = NULL;
		return -ENOMEM;
	}
	whole = line ? format_text("%s:%llu: %s", source->path, (unsigned long long)line, text)
		     : format_text("%s: %s", source->path, text);
	if (!whole || strv_append(&source->errors->lines, whole) < 0)
		return -ENOMEM;
	return -EINVAL;
}

static int complain_unknown_key(const struct source *source, uint64_t line, const char *group,
				const char *name)
{
	_cleanup_strv_ char **known = NULL;
	_cleanup_free_ char *list = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (text_equal(keys[i].group, group) && strv_append(&known, keys[i].name) < 0)
			return -ENOMEM;
	list = strv_join(known, ", ");
	if (!list)
		return -ENOMEM;
	if (!known)
		return complain(source, line, "there is no section [%s]; there are [Kernel] and [CNI]",
				group);
	return complain(source, line, "there is no key %s in [%s]; there are %s", name, group, list);
}

static void cleanup_econf(econf_file **file)
{
	econf_free(*file);
}

static void cleanup_strings(char ***strings)
{
	econf_freeArray(*strings);
}

static int take_key(const struct source *source, econf_file *file, const char *group,
		    const char *name)
{
	econf_ext_value *extended = NULL;
	_cleanup_free_ char *value = NULL;
	uint64_t line = 0;
	int r;

	if (econf_getExtValue(file, group, name, &extended) == ECONF_SUCCESS && extended) {
		line = extended->line_number;
		econf_freeExtValue(extended);
	}
	if (econf_getStringValue(file, group, name, &value) != ECONF_SUCCESS || !value) {
		free(value);
		value = strdup("");
		if (!value)
			return -ENOMEM;
	}
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (!text_equal(keys[i].group, group) || !text_equal(keys[i].name, name))
			continue;
		r = keys[i].set(source->settings, value);
		if (r == -EINVAL)
			return complain(source, line, "%s=%s: the value must be %s", name, value,
					keys[i].form);
		return r;
	}
	return complain_unknown_key(source, line, group, name);
}

/* The worse of two results: memory, then a fault that was found, then none. */
static int worse(int a, int b)
{
	return a == -ENOMEM || b == 0 ? a : b;
}

static int take_group(const struct source *source, econf_file *file, const char *group)
{
	_cleanup_(cleanup_strings) char **names = NULL;
	size_t count = 0;
	int result = 0;

	if (econf_getKeys(file, group, &count, &names) != ECONF_SUCCESS)
		count = 0;
	for (size_t i = 0; i < count; i++)
		result = worse(result, take_key(source, file, group, names[i]));
	return result;
}

/* Keys before the first section have no group; libeconf lists none for them. */
static int take_file(const struct source *source, econf_file *file)
{
	_cleanup_(cleanup_strings) char **groups = NULL, **loose = NULL;
	size_t count = 0, loose_count = 0;
	int result = 0;

	if (econf_getKeys(file, NULL, &loose_count, &loose) == ECONF_SUCCESS && loose_count > 0)
		result = complain(source, 0, "%s stands before the first section; there are [Kernel] "
				  "and [CNI]", loose[0]);
	if (econf_getGroups(file, &count, &groups) != ECONF_SUCCESS)
		count = 0;
	for (size_t i = 0; i < count; i++)
		result = worse(result, take_group(source, file, groups[i]));
	return result;
}

/*
 * libeconf opens files by itself and would wait for ever on a FIFO: it gets the text, read within
 * its limits, as a file in memory.
 */
static int parse_text(const struct source *source, const char *text, size_t size)
{
	_cleanup_(cleanup_econf) econf_file *file = NULL;
	_cleanup_close_ int fd = memfd_create("settings", MFD_CLOEXEC);
	char handle[64];
	econf_err error;

	if (fd < 0)
		return -errno;
	if (strlen(text) != size)
		return complain(source, 0, "there is a NUL byte in it");
	if (write(fd, text, size) != (ssize_t)size)
		return -EIO;
	snprintf(handle, sizeof(handle), "/proc/self/fd/%d", fd);
	error = econf_readFile(&file, handle, "=", "#;");
	if (error != ECONF_SUCCESS) {
		uint64_t line = 0;
		char *name = NULL;

		econf_errLocation(&name, &line);
		free(name);
		if (error == ECONF_NOFILE)
			return complain(source, 0, "it cannot be read without /proc");
		return complain(source, line, "%s", econf_errString(error));
	}
	return take_file(source, file);
}

/* A link to /dev/null switches a vendor's file off, as everywhere in systemd's world. */
static bool masked(const struct sysroot *root, const char *path)
{
	_cleanup_free_ char *target = NULL;

	return sysroot_readlink(root, path, &target) == 0 && text_equal(target, "/dev/null");
}

static int read_file(const struct sysroot *root, const char *path, struct settings *settings,
		     struct settings_errors *errors)
{
	_cleanup_free_ char *text = NULL;
	_cleanup_free_ char *display = sysroot_display(root, path);
	struct source source = {.path = display, .settings = settings, .errors = errors};
	size_t size;
	int r;

	if (!display)
		return -ENOMEM;
	r = sysroot_read(root, path, SYSROOT_TEXT_MAX, &text, &size);
	if (r == -ENOENT || r == -ENOMEM)
		return r;
	if (r == -EMEDIUMTYPE && masked(root, path))
		return 0;
	if (r < 0) {
		complain(&source, 0, "it cannot be read: %s", sysroot_strerror(r));
		return r;
	}
	return size ? parse_text(&source, text, size) : 0;
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
		struct source source = {.path = dropin_directories[0], .errors = ret_errors};

		complain(&source, 0, "it cannot be read: %s", sysroot_strerror(r));
		return r;
	}
	for (char **dropin = dropins; *dropin; dropin++) {
		r = read_file(root, *dropin, ret, ret_errors);
		result = worse(result, r == -ENOENT ? 0 : r);
	}
	return result;
}
