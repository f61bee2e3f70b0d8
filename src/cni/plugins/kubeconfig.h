/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The token of a kubeconfig that a CNI has written for itself. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/*
 * When the first token in the text runs out, in seconds since 1970. False when there is no token,
 * or one that does not say (it is no JSON Web Token, or has no "exp").
 */
bool kubeconfig_token_end(const char *text, int64_t *ret);
