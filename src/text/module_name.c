/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of kernel modules. */
#include "config.h"

#include "text/module_name.h"
#include "util/util.h"

static char normal(char c)
{
	return c == '-' ? '_' : c;
}

bool module_name_valid(const char *name)
{
	size_t length = strspn(name, ASCII_LETTERS DIGITS "_-");

	return length > 0 && length < MODULE_NAME_SIZE && !name[length];
}

bool module_name_equal_n(const char *a, size_t length, const char *b)
{
	if (strlen(b) != length)
		return false;
	for (size_t i = 0; i < length; i++)
		if (normal(a[i]) != normal(b[i]))
			return false;
	return true;
}

bool module_name_equal(const char *a, const char *b)
{
	return module_name_equal_n(a, strlen(a), b);
}

void module_name_normalize(char *name)
{
	for (; *name; name++)
		*name = normal(*name);
}

static const char *const endings[] = {".ko", ".ko.xz", ".ko.zst", ".ko.gz"};

/* The name between the last '/' and the ending of a module's file; its length, 0 for no module. */
static size_t name_in_path(const char **path, size_t length)
{
	const char *file = *path + length;

	while (file > *path && file[-1] != '/')
		file--;
	length -= (size_t)(file - *path);
	*path = file;
	for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
		size_t tail = strlen(endings[i]);

		if (length > tail && memcmp(file + length - tail, endings[i], tail) == 0)
			return length - tail;
	}
	return 0;
}

bool module_name_newer_form(const char *path)
{
	const char *ko = strstr(basename(path), ".ko.");

	for (size_t i = 0; i < ARRAY_SIZE(endings); i++)
		if (text_ends(path, endings[i]))
			return false;
	return ko && ko[strlen(".ko.")];
}

bool module_name_of_file(const char *path, size_t length, const char *name)
{
	length = name_in_path(&path, length);
	return length > 0 && module_name_equal_n(path, length, name);
}

bool module_name_from_file(const char *path, char ret[static MODULE_NAME_SIZE])
{
	size_t length = name_in_path(&path, strlen(path));

	if (length == 0 || length >= MODULE_NAME_SIZE)
		return false;
	memcpy(ret, path, length);
	ret[length] = '\0';
	module_name_normalize(ret);
	return true;
}
