/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* EFI variables as efivarfs shows them: 4 bytes of attributes, then UTF-16LE (kernel: efivarfs). */
#pragma once

#include <stddef.h>

/* The GUID of systemd's boot loader interface, behind the names of its variables. */
#define LOADER_GUID "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"

/*
 * The text of a variable in UTF-8, up to its NUL. 0; -EBADMSG when it is not text: cut off, empty, or
 * not UTF-16. The caller owns *ret_text.
 */
int efi_variable_text(const char *bytes, size_t size, char **ret_text);
