"""Pages of the channels for notices."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.errors import Refused
from duban_site.core.model_forms import ModelForm
from duban_site.core.responses import redirect_with_message
from duban_site.orders.actions.manage_channels import add_channel, switch_channel, try_channel
from duban_site.orders.models.channel import Channel

CHANNEL_FIELDS = ("name", "kind", "body", "address", "secret", "quiet_from", "quiet_until")


class ChannelForm(ModelForm[Channel]):
    """A channel's address and secret; for a gateway also its fields, one a line."""

    field_lines = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=2000)

    class Meta:
        model = Channel
        fields = (*CHANNEL_FIELDS, "success", "as_form")

    def clean_field_lines(self) -> dict[str, str]:
        """Parse the fields, one 名=模板 a line."""
        template_by_field = {}
        for line_number, line in enumerate(self.cleaned_data["field_lines"].splitlines(), 1):
            field_name, equals, template = line.partition("=")
            if line.strip() and not (equals and field_name.strip()):
                raise forms.ValidationError(_("第 %s 行：请写成 字段名=内容。") % line_number)
            if line.strip():
                template_by_field[field_name.strip()] = template.strip()
        return template_by_field


def show_channels(request: PageRequest) -> HttpResponse:
    """All channels, and a form for a new one."""
    form = ChannelForm(request.POST if request.method == "POST" else None)
    form.fields["address"].widget = forms.TextInput()
    form.fields["secret"].widget = forms.PasswordInput()
    if form.is_valid():
        channel = form.save(commit=False)
        channel.fields = form.cleaned_data["field_lines"]
        try:
            add_channel(request.user, channel)
        except Refused as error:
            form.add_error("address", str(error))
        else:
            return redirect_with_message(request, _("已增加通道。请试发一条。"), "channels")
    context = {"channels": Channel.objects.select_related("body"), "form": form, "section": "channels"}
    return render(request, "orders/channels.html", context, status=422 if form.errors else 200)


def change_channel(request: PageRequest, channel: Channel) -> HttpResponse:
    """Send a test message, or switch the channel on or off."""
    if request.POST.get("try"):
        try_channel(request.user, channel)
        return redirect_with_message(request, _("试发成功。"), "channels")
    switched_channel = switch_channel(request.user, channel)
    return redirect_with_message(request, _("已启用。") if switched_channel.active else _("已停用。"), "channels")
