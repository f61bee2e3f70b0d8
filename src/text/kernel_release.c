/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Kernel releases, and the names of the files that hold kernels. */
#include "config.h"

#include <ctype.h>

#include "text/kernel_release.h"
#include "util/util.h"

bool kernel_release_valid(const char *release)
{
	size_t length = strspn(release, ASCII_LETTERS DIGITS "._+~-");

	return *release && *release != '.' && *release != '-' && !release[length] &&
	       length < KERNEL_RELEASE_SIZE;
}

/* A kernel's release begins with its version. Backups and signatures of kernels are skipped. */
static bool keep_release(const char *text, char ret[static KERNEL_RELEASE_SIZE])
{
	static const char *const endings[] = {
		".old",     ".bak",    ".orig", ".dpkg-new", ".dpkg-tmp", ".dpkg-bak", "~",
		".rpmsave", ".rpmnew", ".sig",  ".signed",   ".efi",      ".hmac",
	};

	if (!isdigit((unsigned char)*text) || text_starts(text, "0-rescue") ||
	    !kernel_release_valid(text))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(endings); i++)
		if (text_ends(text, endings[i]))
			return false;
	snprintf(ret, KERNEL_RELEASE_SIZE, "%s", text);
	return true;
}

bool kernel_image_release(const char *path, char ret[static KERNEL_RELEASE_SIZE])
{
	static const char *const names[] = {"vmlinuz-", "vmlinux-", "kernel-", "Image-", "linux-"};
	const char *slash = strrchr(path, '/');
	const char *name = basename(path);
	const char *parent = slash;
	_cleanup_free_ char *directory = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (text_starts(name, names[i]))
			return keep_release(name + strlen(names[i]), ret);
	if (!slash || !text_equal(name, "linux"))
		return false;
	while (parent > path && parent[-1] != '/')
		parent--;
	directory = xstrndup(parent, (size_t)(slash - parent));
	return keep_release(directory, ret);
}
