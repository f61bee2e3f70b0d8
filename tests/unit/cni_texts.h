/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text of a network, around what a test is about. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cni/network.h"
#include "util/util.h"

#define LIST(more)     "{\"name\":\"x\",\"cniVersion\":\"0.3.1\"," more "}"
#define PLUGIN(plugin) LIST("\"plugins\":[" plugin "]")
#define PTP(more)      PLUGIN("{\"type\":\"ptp\"," more "}")
