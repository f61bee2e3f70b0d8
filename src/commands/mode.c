/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The mode of the gate, as this node has it. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>

#include "commands/look.h"
#include "core/settings_file.h"
#include "module/kernel_cmdline.h"

/* x86 has 2048 bytes; a boot configuration in the initrd can add 32 KiB. */
#define CMDLINE_SIZE (64 * 1024)

bool mode_of_cmdline(enum gate_mode *ret)
{
	_cleanup_close_ int fd = open("/proc/cmdline", O_RDONLY | O_CLOEXEC | O_NOCTTY);
	char cmdline[CMDLINE_SIZE];
	size_t length = 0;

	if (fd < 0)
		return false;
	while (length < sizeof(cmdline) - 1) {
		ssize_t got = read(fd, cmdline + length, sizeof(cmdline) - 1 - length);

		if (got == 0)
			break;
		if (got < 0 && errno != EINTR)
			return false;
		length += got > 0 ? (size_t)got : 0;
	}
	cmdline[length] = '\0';
	return cmdline_gate_mode(cmdline, ret);
}

enum gate_mode mode_of_settings(void)
{
	struct settings_problems problems;
	enum gate_mode mode = MODE_ENFORCE;
	struct settings settings;
	struct sysroot root;

	if (sysroot_open(&root, "/") < 0)
		return mode;
	/* What is wrong with them the look reports. */
	settings_read(&root, &settings, &problems);
	mode = settings.mode;
	settings_problems_free(&problems);
	settings_free(&settings);
	sysroot_close(&root);
	return mode;
}
