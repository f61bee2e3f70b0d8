/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The distribution of the system that is looked at. */
#pragma once

#include "system/sysroot.h"
#include "text/os_release.h"

/* Read os-release below the root (os-release(5)). Never fails: what is not known is "linux". */
void host_os_release(const struct sysroot *root, struct os_release *ret);
