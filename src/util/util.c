/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What every wing may use. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <time.h>

#include "util/util.h"

void strv_free(char **list)
{
	for (char **string = list; string && *string; string++)
		free(*string);
	free(list);
}

size_t strv_length(char *const *list)
{
	size_t length = 0;

	while (list && list[length])
		length++;
	return length;
}

bool strv_contains(char *const *list, const char *string)
{
	return text_is_among(string, (const char *const *)list, strv_length(list));
}

bool text_is_among(const char *text, const char *const *list, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text_equal(list[i], text))
			return true;
	return false;
}

void strv_append(char ***list, const char *string)
{
	size_t length = strv_length(*list);

	*list = xreallocarray(*list, length + 2, sizeof(**list));
	(*list)[length] = xstrdup(string);
	(*list)[length + 1] = NULL;
}

/* Not by strv_append(), which measures the list each time: a text can have half a million words. */
char **strv_split_at(const char *text, const char *separators)
{
	_cleanup_free_ char *copy = xstrdup(text);
	char **list = xcalloc(strlen(text) / 2 + 2, sizeof(*list));
	char *state = NULL;
	size_t count = 0;

	for (char *rest = copy, *word; (word = strtok_r(rest, separators, &state)); rest = NULL)
		list[count++] = xstrdup(word);
	return list;
}

char **strv_split(const char *text)
{
	return strv_split_at(text, " \t\r\n");
}

bool text_has_word(const char *text, const char *word, const char *around)
{
	for (const char *at = text; (at = strstr(at, word)); at++)
		if ((at == text || strchr(around, at[-1])) && strchr(around, at[strlen(word)]))
			return true;
	return false;
}

char *format_text_args(const char *format, va_list args)
{
	char *text = NULL;

	if (vasprintf(&text, format, args) < 0)
		out_of_memory();
	return text;
}

char *format_text(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = format_text_args(format, args);
	va_end(args);
	return text;
}

char *strv_join(char *const *list, const char *separator)
{
	size_t size = 1;
	char *text, *end;

	for (char *const *entry = list; entry && *entry; entry++)
		size += strlen(*entry) + strlen(separator);
	text = end = xcalloc(size, 1);
	for (char *const *entry = list; entry && *entry; entry++)
		end = stpcpy(stpcpy(end, entry > list ? separator : ""), *entry);
	return text;
}

uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

int poll_until(struct pollfd *fds, size_t count, uint64_t deadline_ms)
{
	for (;;) {
		uint64_t now = now_ms();
		int r = poll(fds, count, now < deadline_ms ? (int)(deadline_ms - now) : 0);

		if (r > 0)
			return 0;
		if (r == 0 || errno != EINTR)
			return r == 0 ? -ETIMEDOUT : -errno;
	}
}

void sleep_ms(unsigned int milliseconds)
{
	const struct timespec span = {.tv_sec = milliseconds / 1000,
				      .tv_nsec = milliseconds % 1000 * 1000000L};

	nanosleep(&span, NULL);
}

#define NAME(error) [error] = #error

/*
 * What strerrorname_np() returns, which is in glibc from 2.32 on alone: all of
 * asm-generic/errno-base.h and asm-generic/errno.h, but for the second names.
 */
static const char *const errno_names[] = {
	NAME(EPERM), NAME(ENOENT), NAME(ESRCH), NAME(EINTR), NAME(EIO), NAME(ENXIO),
	NAME(E2BIG), NAME(ENOEXEC), NAME(EBADF), NAME(ECHILD), NAME(EAGAIN), NAME(ENOMEM),
	NAME(EACCES), NAME(EFAULT), NAME(ENOTBLK), NAME(EBUSY), NAME(EEXIST), NAME(EXDEV),
	NAME(ENODEV), NAME(ENOTDIR), NAME(EISDIR), NAME(EINVAL), NAME(ENFILE), NAME(EMFILE),
	NAME(ENOTTY), NAME(ETXTBSY), NAME(EFBIG), NAME(ENOSPC), NAME(ESPIPE), NAME(EROFS),
	NAME(EMLINK), NAME(EPIPE), NAME(EDOM), NAME(ERANGE), NAME(EDEADLK), NAME(ENAMETOOLONG),
	NAME(ENOLCK), NAME(ENOSYS), NAME(ENOTEMPTY), NAME(ELOOP), NAME(ENOMSG), NAME(EIDRM),
	NAME(ECHRNG), NAME(EL2NSYNC), NAME(EL3HLT), NAME(EL3RST), NAME(ELNRNG), NAME(EUNATCH),
	NAME(ENOCSI), NAME(EL2HLT), NAME(EBADE), NAME(EBADR), NAME(EXFULL), NAME(ENOANO),
	NAME(EBADRQC), NAME(EBADSLT), NAME(EBFONT), NAME(ENOSTR), NAME(ENODATA), NAME(ETIME),
	NAME(ENOSR), NAME(ENONET), NAME(ENOPKG), NAME(EREMOTE), NAME(ENOLINK), NAME(EADV),
	NAME(ESRMNT), NAME(ECOMM), NAME(EPROTO), NAME(EMULTIHOP), NAME(EDOTDOT), NAME(EBADMSG),
	NAME(EOVERFLOW), NAME(ENOTUNIQ), NAME(EBADFD), NAME(EREMCHG), NAME(ELIBACC),
	NAME(ELIBBAD), NAME(ELIBSCN), NAME(ELIBMAX), NAME(ELIBEXEC), NAME(EILSEQ),
	NAME(ERESTART), NAME(ESTRPIPE), NAME(EUSERS), NAME(ENOTSOCK), NAME(EDESTADDRREQ),
	NAME(EMSGSIZE), NAME(EPROTOTYPE), NAME(ENOPROTOOPT), NAME(EPROTONOSUPPORT),
	NAME(ESOCKTNOSUPPORT), NAME(EOPNOTSUPP), NAME(EPFNOSUPPORT), NAME(EAFNOSUPPORT),
	NAME(EADDRINUSE), NAME(EADDRNOTAVAIL), NAME(ENETDOWN), NAME(ENETUNREACH),
	NAME(ENETRESET), NAME(ECONNABORTED), NAME(ECONNRESET), NAME(ENOBUFS), NAME(EISCONN),
	NAME(ENOTCONN), NAME(ESHUTDOWN), NAME(ETOOMANYREFS), NAME(ETIMEDOUT),
	NAME(ECONNREFUSED), NAME(EHOSTDOWN), NAME(EHOSTUNREACH), NAME(EALREADY),
	NAME(EINPROGRESS), NAME(ESTALE), NAME(EUCLEAN), NAME(ENOTNAM), NAME(ENAVAIL),
	NAME(EISNAM), NAME(EREMOTEIO), NAME(EDQUOT), NAME(ENOMEDIUM), NAME(EMEDIUMTYPE),
	NAME(ECANCELED), NAME(ENOKEY), NAME(EKEYEXPIRED), NAME(EKEYREVOKED),
	NAME(EKEYREJECTED), NAME(EOWNERDEAD), NAME(ENOTRECOVERABLE), NAME(ERFKILL),
	NAME(EHWPOISON),
};

const char *errno_name(int error)
{
	bool is_known = error > 0 && (size_t)error < ARRAY_SIZE(errno_names) && errno_names[error];

	return is_known ? errno_names[error] : "unknown";
}
