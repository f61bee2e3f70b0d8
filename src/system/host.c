/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The distribution of the system that is looked at, and whether it is a container. */
#include "config.h"

#include "system/host.h"
#include "system/module_tree.h"
#include "util/util.h"

void host_os_release(const struct sysroot *root, struct os_release *ret)
{
	_cleanup_free_ char *text = NULL;

	if (sysroot_read(root, "/etc/os-release", SYSROOT_TEXT_MAX, &text, NULL) < 0)
		sysroot_read(root, "/usr/lib/os-release", SYSROOT_TEXT_MAX, &text, NULL);
	os_release_parse(text ? text : "", ret);
}

/* PID 1's environment: variables with a NUL behind each. "" where there is no such variable. */
static const char *variable(const char *text, size_t size, const char *name)
{
	for (const char *at = text; at < text + size; at += strlen(at) + 1)
		if (text_starts(at, name))
			return at + strlen(name);
	return "";
}

/* The initial namespace of processes has a fixed number (PROC_PID_INIT_INO of the kernel). */
static bool is_initial_namespace(const struct sysroot *root)
{
	_cleanup_free_ char *target = NULL;

	return sysroot_readlink(root, "/proc/self/ns/pid", &target) == 0 &&
	       text_equal(target, "pid:[4026531836]");
}

/* An image that was made from a container, and has a kernel to boot. */
static bool is_image_with_kernel(const struct sysroot *root)
{
	_cleanup_strv_ char **trees = NULL, **names = NULL;
	bool found;

	if (!root->confined)
		return false;
	found = module_tree_releases(root, &trees) == 0 && *trees;
	if (!found && sysroot_list(root, "/boot", SYSROOT_ENTRIES_MAX, &names) == 0)
		for (char **name = names; *name && !found; name++)
			found = text_starts(*name, "vmlinuz-");
	return found;
}

/*
 * The first file is written by the systemd of a container, the second by systemd-nspawn and podman
 * (systemd.io/CONTAINER_INTERFACE). docker and podman create the last two in every container, and
 * an image that is made from a container still has them: so they count only where no systemd runs,
 * the initial namespace of processes is not seen, and an image has no kernel.
 */
bool host_container(const struct sysroot *root, char ret[static HOST_CONTAINER_SIZE])
{
	static const struct {
		const char *path, *manager;
	} files[] = {
		{"/run/systemd/container", NULL}, {"/run/host/container-manager", NULL},
		{"/proc/1/environ", NULL},        {"/.dockerenv", "docker"},
		{"/run/.containerenv", "podman"},
	};

	*ret = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(files) && !*ret; i++) {
		_cleanup_free_ char *text = NULL;
		const char *manager = files[i].manager;
		size_t size;

		if (manager && (sysroot_exists(root, "/run/systemd/system") ||
				is_initial_namespace(root) || is_image_with_kernel(root)))
			break;
		if (sysroot_read(root, files[i].path, SYSROOT_TEXT_MAX, &text, &size) < 0)
			continue;
		if (!manager)
			manager = text_ends(files[i].path, "environ")
					  ? variable(text, size, "container=") : text;
		snprintf(ret, HOST_CONTAINER_SIZE, "%.*s",
			 (int)strspn(manager, "abcdefghijklmnopqrstuvwxyz0123456789-"), manager);
	}
	if (text_equal(ret, "wsl"))
		*ret = '\0';
	return *ret;
}
