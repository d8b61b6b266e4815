"""The product's addresses, and two bare ones to hold them against."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from learning_platform import urls as product

# The statements of one page, put here by the worker that measured it.
STATEMENTS: list[str] = []


@login_not_required
@transaction.non_atomic_requests
def hello(request: HttpRequest) -> HttpResponse:
    """The least that a view can do behind the product's middleware."""
    return HttpResponse("hello", content_type="text/plain")


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    """The same SQL as the page, access record included, by a plain cursor in one transaction; nothing is rendered."""
    read = 0
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement)
            if cursor.description:
                read += len(cursor.fetchall())
    return HttpResponse(str(read), content_type="text/plain")


urlpatterns = [path("bench/hello/", hello), path("bench/bare/", bare), *product.urlpatterns]
handler400 = product.handler400
handler403 = product.handler403
handler404 = product.handler404
handler500 = product.handler500
