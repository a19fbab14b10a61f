import django.db.models.deletion
import media_library.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Asset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('image', 'Bild'), ('video', 'Video')], max_length=8, verbose_name='Art')),
                ('file', models.FileField(max_length=255, upload_to=media_library.models.asset_path, verbose_name='Datei')),
                ('original_name', models.CharField(max_length=255, verbose_name='Dateiname')),
                ('sha256', models.CharField(db_index=True, max_length=64, verbose_name='Prüfsumme')),
                ('mime', models.CharField(max_length=64, verbose_name='Dateityp')),
                ('width', models.PositiveIntegerField(verbose_name='Breite in Pixeln')),
                ('height', models.PositiveIntegerField(verbose_name='Höhe in Pixeln')),
                ('seconds', models.FloatField(blank=True, null=True, verbose_name='Länge in Sekunden')),
                ('size', models.PositiveBigIntegerField(verbose_name='Größe in Byte')),
                ('alt_text', models.CharField(blank=True, help_text='Beschreibt das Bild für Menschen, die es nicht sehen. Pflicht, bevor ein Beitrag freigegeben wird.', max_length=1000, verbose_name='Alternativtext')),
                ('credit', models.CharField(blank=True, max_length=255, verbose_name='Bildnachweis')),
                ('caption', models.TextField(blank=True, verbose_name='Bildunterschrift')),
                ('generated', models.BooleanField(default=False, help_text='Vom Newsroom gezeichnet, kein Foto.', verbose_name='Texttafel')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Hochgeladen von')),
                ('created_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='Hochgeladen am')),
            ],
            options={
                'verbose_name': 'Medium',
                'verbose_name_plural': 'Medien',
                'ordering': ['-created_at', '-pk'],
                'permissions': [('upload_asset', 'Medien hochladen')],
            },
        ),
        migrations.CreateModel(
            name='Variant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asset', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='variants', to='media_library.asset', verbose_name='Medium')),
                ('purpose', models.CharField(max_length=40, verbose_name='Zweck')),
                ('file', models.FileField(max_length=255, upload_to=media_library.models.variant_path, verbose_name='Datei')),
                ('mime', models.CharField(max_length=64, verbose_name='Dateityp')),
                ('width', models.PositiveIntegerField(verbose_name='Breite in Pixeln')),
                ('height', models.PositiveIntegerField(verbose_name='Höhe in Pixeln')),
                ('size', models.PositiveBigIntegerField(verbose_name='Größe in Byte')),
                ('sha256', models.CharField(max_length=64, verbose_name='Prüfsumme')),
                ('recipe', models.CharField(editable=False, max_length=64, verbose_name='Rezept')),
            ],
            options={
                'verbose_name': 'Ableitung',
                'verbose_name_plural': 'Ableitungen',
                'ordering': ['asset', 'purpose'],
                'constraints': [models.UniqueConstraint(fields=('asset', 'purpose'), name='variant_once_per_purpose')],
            },
        ),
    ]
