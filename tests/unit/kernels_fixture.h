/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A Debian with two kernels: OLD, which ships vxlan, and NEW, which does not. */
#pragma once

#include "fixture.h"

#define OLD "6.1.0-50-amd64"
#define NEW "6.1.0-51-amd64"

/* A module tree and an image. */
static inline void lay_kernel(struct fixture *fixture, const char *release)
{
	const char *srcdir = getenv("srcdir");
	char image[128];

	run_command("PATH=$PATH:/sbin:/usr/sbin %s/tests/roots/module-tree %s %s 2> /dev/null",
	      srcdir ? srcdir : ".", fixture->path, release);
	snprintf(image, sizeof(image), "/boot/vmlinuz-%s", release);
	fixture_write(fixture, image, "kernel");
}

static inline int kernels_setup(void **state)
{
	struct fixture *fixture;

	fixture_setup(state);
	fixture = *state;
	fixture->ctx.release = OLD;
	lay_kernel(fixture, OLD);
	run_command("cp -a %s/lib/modules/" OLD " %s/lib/modules/" NEW, fixture->path, fixture->path);
	fixture_remove(fixture, "/lib/modules/" NEW "/kernel/drivers/net/vxlan/vxlan.ko");
	fixture_depmod(fixture, NEW);
	fixture_write(fixture, "/boot/vmlinuz-" NEW, "kernel");
	fixture_write(fixture, "/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n");
	return 0;
}

/* grub.cfg with both kernels, NEW first, and the default that is given. */
static inline void lay_grub(struct fixture *fixture, const char *fallback)
{
	char text[2048];

	snprintf(text, sizeof(text),
		 "if [ \"${next_entry}\" ] ; then\n   set default=\"${next_entry}\"\nelse\n"
		 "   set default=\"%s\"\nfi\n"
		 "menuentry 'Debian' $menuentry_id_option 'gnulinux-simple-U' {\n"
		 "\tlinux /vmlinuz-" NEW " root=UUID=U ro\n}\n"
		 "submenu 'Advanced' $menuentry_id_option 'gnulinux-advanced-U' {\n"
		 "\tmenuentry 'new' $menuentry_id_option 'gnulinux-" NEW "-advanced-U' {\n"
		 "\t\tlinux /vmlinuz-" NEW " root=UUID=U ro\n\t}\n"
		 "\tmenuentry 'old' $menuentry_id_option 'gnulinux-" OLD "-advanced-U' {\n"
		 "\t\tlinux /vmlinuz-" OLD " root=UUID=U ro\n\t}\n}\n",
		 fallback);
	fixture_write(fixture, "/boot/grub/grub.cfg", text);
}

/* grubenv with those lines. */
static inline void lay_grubenv(struct fixture *fixture, const char *lines)
{
	char block[1024];

	memset(block, '#', sizeof(block));
	memcpy(block, "# GRUB Environment Block\n", 25);
	memcpy(block + 25, lines, strlen(lines));
	fixture_write_bytes(fixture, "/boot/grub/grubenv", block, sizeof(block));
}

/* An EFI variable of the boot loader interface. */
static inline void lay_variable(struct fixture *fixture, const char *name, const char *text)
{
	char path[256], bytes[256] = {6};
	size_t size = 4;

	snprintf(path, sizeof(path),
		 "/sys/firmware/efi/efivars/%s-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f", name);
	for (; *text; text++, size += 2)
		bytes[size] = *text;
	fixture_write_bytes(fixture, path, bytes, size + 2);
}
