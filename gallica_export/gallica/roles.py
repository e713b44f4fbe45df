"""The roles that the BnF's records print after a name, for telling a role from a name's last part.

"France. Cour de cassation. Auteur du texte" shows why they have to be known.
"""

from __future__ import annotations

_PRINTED = """
    Acteur · Adaptateur · Agence photographique · Agence de presse · Ancien possesseur · Annotateur
    Architecte · Arrangeur · Artiste · Artiste du spectacle · Atelier · Atelier photographique
    Atelier de reliure · Auteur · Auteur adapté · Auteur d'idée originale · Auteur de l'argument
    Auteur de l'envoi · Auteur de l'idée originale · Auteur de la conférence · Auteur de la musique
    Auteur de lettres · Auteur des dialogues · Auteur du commentaire · Auteur du document
    Auteur du matériel d'accompagnement · Auteur du slogan · Auteur du texte
    Auteur ou responsable intellectuel · Auteur ou responsable intellectuel (douteux)
    Auteur ou responsable intellectuel (prétendu) · Auteur présumé du texte
    Auteur prétendu du texte · Bruiteur · Calligraphe · Cartographe · Censeur · Chanteur
    Chef d'orchestre · Chef de chœur · Chef de projet · Chorégraphe · Cinéaste · Coéditeur
    Collaborateur · Collecteur · Collectionneur · Coloriste · Commanditaire
    Commanditaire du contenu · Commentateur · Commissaire d'exposition · Compilateur · Compositeur
    Compositeur de l'œuvre adaptée · Compositeur présumé · Compositeur prétendu · Concepteur
    Conférencier · Conseiller artistique · Conseiller scientifique · Constructeur · Continuateur
    Contributeur · Copiste · Coproducteur · Correcteur · Correspondant · Costumier
    Créateur de spectacle · Créateur du modèle · Danseur · Décorateur · Dédicataire
    Dédicataire de l'exemplaire · Dédicateur · Déposant · Dessinateur · Dessinateur du modèle
    Destinataire · Destinataire de l'envoi · Destinataire de lettres · Diffuseur
    Directeur artistique · Directeur de collection · Directeur de la publication
    Directeur de la recherche · Directeur de publication · Directeur de rédaction
    Directeur de thèse · Directeur de troupe · Directeur musical · Directeur scientifique
    Distributeur · Donateur · Doreur · Éclairagiste · Écrivain · Éditeur · Éditeur commercial
    Éditeur d'estampes · Éditeur de musique · Éditeur intellectuel · Éditeur littéraire
    Éditeur prétendu · Éditeur scientifique · Émetteur · Enlumineur · Ensemble instrumental
    Ensemble vocal · Ensemble vocal et instrumental · Équipementier · Expéditeur · Expert
    Fabricant · Facteur · Facteur d'instruments · Fondateur de la publication
    Fondeur de caractères · Géodésien · Géographe
    Géomètre · Glossateur · Graphiste · Graveur · Graveur de musique
    Graveur en lettres · Graveur prétendu · Harmonisateur · Hydrographe · Illustrateur · Imprésario
    Imprimeur · Imprimeur de l'estampe · Imprimeur prétendu · Imprimeur-libraire · Informateur
    Ingénieur · Ingénieur du son · Instrumentiste · Interprète · Intervenant · Intervieweur
    Interviewé · Inventeur · Juriste · Libraire · Librettiste · Lithographe · Lecteur
    Maître d'œuvre · Maître de ballet · Marchand · Marchand d'estampes · Marionnettiste
    Marraine · Médailleur · Metteur en scène · Mime · Modèle · Modérateur · Monteur · Musicien
    Narrateur · Notateur · Opérateur · Orateur · Orchestrateur · Ordonnateur · Organisateur
    Organisme de soutenance · Orfèvre · Ornemaniste · Papetier · Parolier · Parrain · Participant
    Peintre · Photographe · Photograveur · Possesseur · Postfacier · Préfacier · Présentateur
    Président du jury de soutenance · Prestataire · Producteur · Producteur artistique
    Producteur de fonds d'archives · Producteur de phonogrammes · Producteur de spectacle
    Producteur du vidéogramme · Propriétaire · Publicitaire · Rapporteur · Réalisateur · Récitant
    Recenseur · Rédacteur · Rédacteur en chef · Régisseur · Relieur · Remixeur · Restaurateur
    Répondant · Rubricateur · Scénariste · Scénographe · Scientifique · Scribe · Sculpteur
    Secrétaire de rédaction · Sérigraphe · Signataire · Sonorisateur · Soutenant · Soliste
    Technicien graphique · Théâtre · Topographe · Traducteur · Transcripteur · Troupe · Typographe
    Verrier · Vendeur · Voix · Voix parlée · Vulgarisateur
"""
_ROLES = {
    role.strip().casefold() for line in _PRINTED.splitlines() for role in line.split(" · ")
} - {""}


def is_role(text: str) -> bool:
    """Whether ``text`` is a role ("Éditeur scientifique"), in any case and with any apostrophe."""
    return text.replace("’", "'").casefold() in _ROLES
