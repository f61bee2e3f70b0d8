/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The files of the settings, read with libeconf: the only code that includes it. */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <libeconf.h>
#include <stdarg.h>
#include <sys/mman.h>

#include "core/settings_file.h"
#include "system/dropins.h"
#include "text/ini.h"
#include "text/quote.h"
#include "util/util.h"

#define VENDOR_FILE "/usr/lib/kubelet-preflight.conf"
#define ADMIN_FILE  "/etc/kubelet-preflight.conf"
#define SECTIONS "[Gate], [Kernel], [CNI], [Overlay] and [Metrics]"
#define ERRORS_MAX 64 /* of one file; who made as many has not written it by hand */

static const char *const dropin_directories[] = {
	"/etc/kubelet-preflight.conf.d", "/usr/lib/kubelet-preflight.conf.d", NULL};

void settings_errors_free(struct settings_errors *errors)
{
	strv_free(errors->lines);
	strv_free(errors->files);
	free(errors->numbers);
	free(errors->later);
	*errors = (struct settings_errors){0};
}

/* One file that is being read. */
struct source {
	const char *path; /* for people: with the root */
	struct settings *settings;
	struct settings_errors *errors;
	unsigned int lines[SETTINGS_KEYS]; /* where each key stands; 0: it does not */
	bool has_value[SETTINGS_KEYS];     /* something stands behind its '=' */
};

static void add_error(struct settings_errors *errors, const char *file, unsigned int line,
		      const char *text, bool later)
{
	errors->numbers =
		xreallocarray(errors->numbers, errors->count + 1, sizeof(*errors->numbers));
	errors->later = xreallocarray(errors->later, errors->count + 1, sizeof(*errors->later));
	errors->numbers[errors->count] = line;
	errors->later[errors->count] = later;
	strv_append(&errors->lines, text);
	strv_append(&errors->files, file);
	errors->count++;
}

/* One line of what is wrong. */
static void add_line(const struct source *source, unsigned int line, bool later, const char *text)
{
	_cleanup_free_ char *place =
		line ? format_text("%s:%u", source->path, line) : xstrdup(source->path);
	_cleanup_free_ char *whole = format_text(
		"%s: %s%s", place, text,
		later ? "; it is newer than this program knows, or misspelt, and left out" : "");
	_cleanup_free_ char *quoted = quote_message(whole);

	add_error(source->errors, source->path, line, quoted, later);
}

/* Adds one line of what is wrong. -EINVAL. */
PRINTF(3, 4)
static int complain(const struct source *source, unsigned int line, const char *format, ...)
{
	_cleanup_free_ char *text = NULL;
	va_list args;

	va_start(args, format);
	text = format_text_args(format, args);
	va_end(args);
	add_line(source, line, false, text);
	return -EINVAL;
}

/* As keys and sections are called. */
static bool is_name(const char *text)
{
	for (const char *c = text; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("._-", *c))
			return false;
	return *text;
}

/* A name that is not known. Takes the words over. -EINVAL when no later release could have it. */
static int note_later(const struct source *source, unsigned int line, const char *name, char *words)
{
	bool later = is_name(name);

	add_line(source, line, later, words);
	free(words);
	return later ? 0 : -EINVAL;
}

static bool section_known(const char *group)
{
	for (size_t i = 0; i < SETTINGS_KEYS; i++)
		if (text_equal(settings_keys[i].group, group))
			return true;
	return false;
}

static int note_key(const struct source *source, const struct ini_line *line, const char *group)
{
	_cleanup_strv_ char **known = NULL;
	_cleanup_free_ char *list = NULL;

	for (size_t i = 0; i < SETTINGS_KEYS; i++)
		if (text_equal(settings_keys[i].group, group))
			strv_append(&known, settings_keys[i].name);
	list = strv_join(known, ", ");
	return note_later(source, line->number, line->name,
			  format_text("there is no key %s in [%s]; there are %s", line->name, group,
				      list));
}

/* Whether the line of text that ends at end has more behind its '=' than blanks, quotes and a
 * comment. */
static bool has_value(const char *text, const char *end)
{
	const char *value;

	while (end > text && end[-1] == '\n')
		end--;
	while (end > text && end[-1] != '\n')
		end--;
	value = end + strcspn(end, "=\n");
	value += strspn(value, "= \t\r\"'");
	return *value && !strchr("\n#;", *value);
}

/* value: whether the line has one. */
static int take_key_line(struct source *source, const struct ini_line *line, const char *group,
			 bool value)
{
	if (!*group)
		return complain(source, line->number,
				"%s stands before the first section; there are " SECTIONS,
				line->name);
	if (!section_known(group))
		return 0; /* said already */
	for (size_t i = 0; i < SETTINGS_KEYS; i++) {
		if (!text_equal(settings_keys[i].group, group) || !text_equal(settings_keys[i].name, line->name))
			continue;
		if (source->lines[i])
			return complain(source, line->number, "%s stands in line %u already", line->name,
					source->lines[i]);
		source->lines[i] = line->number;
		source->has_value[i] = value;
		return 0;
	}
	return note_key(source, line, group);
}

/* The worse of two results: the later fault, or none. */
static int worse(int a, int b)
{
	return b < 0 ? b : a;
}

/*
 * Every line is of the form, and where each key stands. All that is wrong is said, not the first only;
 * but not without end.
 */
static int check_form(struct source *source, const char *text)
{
	const char *next = text;
	struct ini_line line = {0};
	char group[sizeof(line.name)] = "";
	size_t errors_end = source->errors->count + ERRORS_MAX;
	int result = 0, r;

	while (source->errors->count < errors_end && ini_next(&next, &line)) {
		r = 0;
		switch (line.kind) {
		case INI_SECTION:
			snprintf(group, sizeof(group), "%s", line.name);
			if (!section_known(group))
				r = note_later(source, line.number, group,
					       format_text("there is no section [%s]; there are "
							   SECTIONS, group));
			break;
		case INI_KEY:
			r = take_key_line(source, &line, group, has_value(text, next));
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
	/* What lies behind was not looked at, and could count. */
	if (result == 0 && source->errors->count == errors_end)
		return complain(source, 0, "there are more names in it that are not known than anybody writes");
	return result;
}

static void cleanup_econf(econf_file **file)
{
	econf_free(*file);
}

static int take_values(const struct source *source, econf_file *file)
{
	int result = 0;

	for (size_t i = 0; i < SETTINGS_KEYS; i++) {
		const struct settings_key *key = &settings_keys[i];
		_cleanup_free_ char *value = NULL;
		int r;

		if (!source->lines[i])
			continue;
		if (econf_getStringValue(file, key->group, key->name, &value) != ECONF_SUCCESS)
			value = NULL;
		/* libeconf (0.5.1) takes a value that it has no memory for as an empty one. */
		if ((!value || !*value) && source->has_value[i]) {
			result = worse(result,
				       complain(source, source->lines[i],
						"%s=: the value could not be read", key->name));
			continue;
		}
		r = key->set(source->settings, value ? value : "");
		if (r == -ENODATA && (!value || !is_name(value)))
			r = -EINVAL;
		if (r == -EINVAL)
			r = complain(source, source->lines[i], "%s=%s: the value must be %s", key->name,
				     value ? value : "", key->form);
		else if (r == -ENODATA)
			r = note_later(source, source->lines[i], value,
				       format_text("%s=%s: the value is %s", key->name, value, key->form));
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
	size_t size;
	int r;

	if (masked(root, path))
		return 0;
	r = sysroot_read_named(root, path, SYSROOT_TEXT_MAX, &text, &size);
	if (r == -ENOENT)
		return r;
	if (r < 0) {
		complain(&source, 0, "it cannot be read: %s", sysroot_strerror(r));
		return r == -ENOLINK ? -EINVAL : r;
	}
	return size ? parse_text(&source, text, size) : 0;
}

/* Which of the directories it is that cannot be listed. */
static void complain_dropins(const struct sysroot *root, struct settings_errors *errors)
{
	for (const char *const *path = dropin_directories; *path; path++) {
		_cleanup_free_ char *display = sysroot_display(root, *path);
		struct source source = {.path = display, .errors = errors};
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
	settings_default(ret);
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
