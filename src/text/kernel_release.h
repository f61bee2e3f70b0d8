/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Kernel releases, as uname -r prints them, and the names of the files that hold kernels. */
#pragma once

#include <stdbool.h>

/* __NEW_UTS_LEN of the kernel, with the NUL. */
#define KERNEL_RELEASE_SIZE 65

/*
 * A release is one name in /lib/modules of at most 64 bytes (utsname): letters, digits and "._+~-",
 * as every kernel build gives. It goes into commands: no other name of an image is taken for a
 * release.
 */
bool kernel_release_valid(const char *release);

/*
 * The release in the path of a kernel image: "/boot/vmlinuz-RELEASE" and its like, or
 * "/TOKEN/RELEASE/linux", as kernel-install lays it out. False when there is none: a name without a
 * version, a backup ("….old", "….dpkg-new"), a rescue kernel.
 */
bool kernel_image_release(const char *path, char ret[static KERNEL_RELEASE_SIZE]);
