/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The distribution of the system that is looked at. */
#pragma once

#include "system/sysroot.h"
#include "text/os_release.h"

#define HOST_CONTAINER_SIZE 32

/*
 * True when the system is that of a container, whose kernel is its host's; *ret is what manages it
 * ("lxc", "docker"), and else "". False of WSL, which is a virtual machine with a kernel of its
 * own.
 */
bool host_container(const struct sysroot *root, char ret[static HOST_CONTAINER_SIZE]);

/* Read os-release below the root (os-release(5)). Never fails: what is not known is "linux". */
void host_os_release(const struct sysroot *root, struct os_release *ret);
