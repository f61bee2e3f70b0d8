/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What each system call may answer: the faults that are tried. */
#pragma once

#define FAULT_ERRORS_MAX 10

struct fault_call {
	long number;
	const char *name;
	int errors[FAULT_ERRORS_MAX + 1]; /* ends with 0 */
};

/* The row of a call, or NULL: then the table lacks it. */
const struct fault_call *table_find(long number);

/* The number of a call in the table, or -1. */
long table_number(const char *name);

/* Print the table: a call and its errors a line. */
void table_print(void);

/* The number of "EIO"; 0 for a name that the table has not. */
int table_error(const char *name);
