from django.apps import AppConfig


class ChannelsPublishConfig(AppConfig):
    name = "channels_publish"
    verbose_name = "Kanäle"
